"""Files of YAML as text with line numbers, and what can't be read in a sentence that names file and line."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from sales_pipeline import plain_yaml
from sales_pipeline.intake.errors import InputError
from sales_pipeline.intake.files import unreadable

NOTHING = ("", "null", "~")


def read(path: Path, name: str) -> Any:
    """The document of a file; InputError names the line of what can't be read."""
    with _naming(name):
        text = path.read_text(encoding="utf-8-sig")
        _refuse_twins(plain_yaml.compose(text), name)
        return plain_yaml.load(text)


def compose(path: Path, name: str) -> Any:
    """The nodes of a file, each with its place; InputError names the line of what can't be read."""
    with _naming(name):
        return plain_yaml.compose(path.read_text(encoding="utf-8-sig"))


@contextmanager
def _naming(name: str) -> Iterator[None]:
    """What can't be read, as an InputError that says in which file and line."""
    try:
        yield
    except OSError as error:
        raise unreadable(name, error) from error
    except RecursionError as error:
        raise InputError(f"{name} is nested too deeply: write it plainly") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{name} is not UTF-8 text: save it as UTF-8") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise InputError(f"{name}, line {line}: not YAML ({error.problem}); correct the line") from error
    except yaml.YAMLError as error:
        raise InputError(f"{name} is not YAML: {' '.join(str(error).split())}; correct it") from error


def line_of(path: Path, where: Sequence[str | int]) -> int | None:
    """Line of the deepest part of a setting's path that the file has."""
    node = plain_yaml.compose(path.read_text(encoding="utf-8-sig"))
    line = None
    for step in where:
        found = _child(node, step)
        if found is None:
            return line
        line, node = found
    return line


def _child(node: Any, step: str | int) -> tuple[int, Any] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return key.start_mark.line + 1, value
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step].start_mark.line + 1, node.value[step]
    return None


def _refuse_twins(node: Any, name: str) -> None:
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _refuse_twins(item, name)
    if not isinstance(node, yaml.MappingNode):
        return
    seen: set[str] = set()
    for key, value in node.value:
        if key.value in seen:
            raise InputError(f"{name}, line {key.start_mark.line + 1}: {key.value} is set twice; keep one")
        seen.add(key.value)
        _refuse_twins(value, name)
