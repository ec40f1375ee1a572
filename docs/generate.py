"""Writes the pages of docs/ that come from the code: tables, gates, settings, commands, schemas; and the pictures.

`uv run python docs/generate.py` after a change; a test fails while a page differs from what this gives.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
from pictures import pictures
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sales_pipeline import contract, sql
from sales_pipeline.action_rules import ActionKinds, ActionRule
from sales_pipeline.cli import app
from sales_pipeline.company import Company
from sales_pipeline.document_checks import PROMISES
from sales_pipeline.documents import documents
from sales_pipeline.intake import mapping, shapes
from sales_pipeline.intake.formats import Formats
from sales_pipeline.risk_drivers import Drivers, Limit

GRAMMAR = {
    "Mapping": mapping.Mapping, "Formats": Formats, "Source": mapping.Source, "Column": mapping.ColumnRule,
    "Lookup": mapping.Lookup, "Level": mapping.Level, "History": mapping.History, "Stage": mapping.StageRule,
}  # fmt: skip
RULES: dict[type[BaseModel], type[BaseModel]] = {Drivers: Limit, ActionKinds: ActionRule}
DOCS = Path(__file__).parent
NOTE = "<!-- made by docs/generate.py: change the code, then run it -->\n\n"


def pages() -> dict[str, str]:
    """Every generated page by its path under docs/."""
    return {
        "data-dictionary.md": NOTE + "\n".join(dictionary()),
        "gates.md": NOTE + "\n".join(gates()),
        "settings.md": NOTE + "\n".join(settings()),
        "mapping.md": NOTE + "\n".join(grammar()),
        "commands.md": NOTE + "\n".join(commands()),
        **{f"schemas/{path.name}": path.read_text(encoding="utf-8") for path in schemas()},
        **pictures(),
    }


def dictionary() -> Iterator[str]:
    yield "# Data dictionary\n"
    yield "Every table of `analytics.duckdb`. Weekly tables have a column `week` and a view `latest_<table>`."
    yield "Money is in the company's currency unless its name says `local`; instants are UTC.\n"
    for domain in contract.DOMAINS:
        yield f"## {domain.capitalize()}\n"
        for name, model in contract.models(domain):
            yield from _table(name, model)


def _table(name: str, model: type[contract.Table]) -> Iterator[str]:
    yield f"### {name}\n"
    yield contract.meaning(model)
    made = sql.tables().get(name) or sql.backtests().get(name)
    if made and made.description not in contract.meaning(model):
        yield f"\n{made.description}"
    yield f"\nKey: {', '.join(f'`{column}`' for column in sql.grain(name))}."
    if made:
        yield f"Made from {', '.join(f'`{each.view}`' for each in made.inputs)}."
    yield "\n| column | type | blank | meaning |\n|---|---|---|---|"
    for column in contract.columns(model):
        words = f"{column.meaning} ({column.unit})" if column.unit else column.meaning
        yield f"| `{column.name}` | {column.sql_type} | {'yes' if column.nullable else ''} | {_cell(words)} |"
    yield ""


def gates() -> Iterator[str]:
    yield "# Gates\n"
    yield "What each week promises. Over its warning limit a gate is said aloud; over its error limit nothing"
    yield "downstream runs and the week is not published. Limits are settings (`gates:` in company.yaml); a person may"
    yield "waive a gate for a week in `reference/waivers.csv`, which is printed on the documents.\n"
    yield "| gate | on | promise | warns above | stops above |\n|---|---|---|---|---|"
    for gate in sql.gates().values():
        yield f"| `{gate.name}` | `{gate.on}` | {_cell(gate.promise)} | {_code(gate.warn)} | {_code(gate.error)} |"
    yield ""
    yield from _document_checks()


def _document_checks() -> Iterator[str]:
    yield "## Documents\n"
    yield "Each file is read back from its bytes before anybody sees it, as a check of the graph and once more when the"
    yield "week is published. A file that breaks a promise stops the week as a gate does: nothing is published, and the"
    yield "command ends with exit 4 and says which file, where and by what. Nobody can waive it; the next run draws the"
    yield "file anew.\n"
    yield "| check | on | promise |\n|---|---|---|"
    files = ", ".join(f"`{document.file}`" for document in documents().values())
    for check, promise in PROMISES.items():
        yield f"| `{check}` | {files} | {_cell(promise)} |"
    yield ""
    yield "Read back are the text, tables, speaker notes and alternative texts of slides; charts, as their XML and the"
    yield "workbook behind them have them; cells of sheets; formulas, which a calculator of its own computes anew;"
    yield "Markdown, YAML, CSV and the facts. A figure is compared with the cell of the table that its row and header"
    yield "name; one that no rule knows counts as wrong.\n"


def settings() -> Iterator[str]:
    yield "# Settings\n"
    yield "Everything `company.yaml` may say. Unknown names are refused with their line.\n"
    yield from _settings(Company, "")


def _settings(model: type[BaseModel], prefix: str) -> Iterator[str]:
    nested: list[tuple[str, type[BaseModel]]] = []
    yield f"## {prefix or 'The company'}\n"
    yield "| setting | default | meaning |\n|---|---|---|"
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            nested.append((name, field.annotation))
            continue
        default = "required" if field.is_required() else f"`{field.default}`"
        yield f"| `{prefix + '.' if prefix else ''}{name}` | {default} | {_cell(field.description or '')} |"
    yield ""
    for name, inner in nested:
        yield from _rules(inner, f"{prefix}.{name}") if issubclass(inner, tuple(RULES)) else _settings(inner, name)


def _rules(model: type[BaseModel], prefix: str) -> Iterator[str]:
    """Rules of one kind, a row each: every column is a setting."""
    rule: Any = RULES[model]
    columns, first = tuple(rule.model_fields), next(iter(model.model_fields))
    meanings = "; ".join(f"{name}: {field.description}" for name, field in rule.model_fields.items())
    yield f"## {prefix}\n"
    yield f"Each row is set by itself, `{prefix}.{first}.due_days: 3` say, and keeps what is not set. {meanings}.\n"
    yield f"| {prefix.rpartition('.')[2]} | counts when | {' | '.join(columns)} |\n|---|---|{'---|' * len(columns)}"
    for name, field in model.model_fields.items():
        typed = field.default.model_dump()
        shown = " | ".join(_cell(str(typed.get(column, ""))) for column in columns)
        yield f"| `{name}` | {_cell(field.description or '')} | {shown} |"
    yield ""


def grammar() -> Iterator[str]:
    yield "# The grammar of a mapping\n"
    yield "What `crm/mapping.yaml` and a preset may say; [sources](sources.md) shows how.\n"
    for title, model in GRAMMAR.items():
        yield f"## {title}\n"
        yield (model.__doc__ or "").split("\n\n")[0].strip() + "\n"
        yield "| setting | default | meaning |\n|---|---|---|"
        for name, field in model.model_fields.items():
            if name != "declared":
                yield f"| `{name}` | {_default(field)} | {_cell(field.description or '')} |"
        yield ""
    yield "## Columns that can be filled\n"
    for target in shapes.TARGETS:
        names = [f"`{f.name}`" + (" (required)" if f.required else "") for f in shapes.columns(target)]
        yield f"**{target}**: {', '.join(names)}\n"


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    plain = field.get_default(call_default_factory=True, validated_data={})
    if isinstance(plain, BaseModel) or plain in (None, (), {}, ""):
        return ""
    return _code(", ".join(plain) if isinstance(plain, tuple) else str(plain))


def commands() -> Iterator[str]:
    yield "# Commands\n"
    group = typer.main.get_command(app)
    yield (group.help or "").strip() + "\n"
    for name, command in every_command(group):
        yield f"## sales-pipeline {name}\n"
        yield (command.help or "").strip() + "\n"
        options = [item for item in command.params if item.name != "help"]
        if options:
            yield "| option | meaning |\n|---|---|"
        for item in options:
            words = ", ".join(
                f"`{word}`" for word in (item.opts if item.param_type_name == "option" else [_named(item)])
            )
            yield f"| {words} | {_cell(item.help or '')} |"
        yield f"\n{command.epilog or ''}\n"


def every_command(group: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Commands by what is typed; those of a group after it."""
    for name, command in group.commands.items():
        yield f"{prefix}{name}", command
        if hasattr(command, "commands"):
            yield from every_command(command, f"{prefix}{name} ")


def _named(item: Any) -> str:
    return str(item.metavar or item.name.upper())


def schemas() -> list[Path]:
    folders = {Path(str(document.module.__file__)).parent / "schemas" for document in documents().values()}
    return sorted(path for folder in folders for path in folder.glob("*.schema.json"))


def _cell(text: str) -> str:
    return re.sub(r"\s+", " ", text).replace("|", "\\|")


def _code(text: str | None) -> str:
    return f"`{text}`" if text else ""


def main() -> None:
    for name, text in pages().items():
        path = DOCS / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name.endswith(".json"):
            json.loads(text)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
