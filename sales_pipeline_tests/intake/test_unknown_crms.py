"""Exports of systems none of us has seen, brought in by a mapping and the commands alone, through to documents."""

import re
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from sales_pipeline.home import Home
from sales_pipeline_tests.conftest import REPOSITORY, command
from sales_pipeline_tests.forecast.documents import read_back
from sales_pipeline_tests.intake import unknown_crms
from sales_pipeline_tests.intake.homes import Built
from sales_pipeline_tests.intake.unknown_crms import Deal, deals, totals

WEEK = unknown_crms.LAST
# as docs/sources.md shows it, word for word
GERMAN = next(
    found
    for found in re.findall(r"```yaml\n(.+?)```", (REPOSITORY / "docs/sources.md").read_text(encoding="utf-8"), re.S)
    if "Verkaufschancen" in found
)
JAPANESE = """
formats: {dates: ["%Y/%m/%d %H:%M", "%Y年%m月%d日"]}
sources:
  deals:
    table: opportunities
    files: 商談.jsonl
    columns:
      opportunity_id: 商談ID
      opportunity_name: 件名
      account_id: 取引先.コード
      created_at: 作成日時
      modified_at: 更新日時
      amount_local: 金額
      stage_name: フェーズ
      close_date: 完了予定日
      owner_id: 担当者
  customers:
    table: accounts
    files: 商談.jsonl
    columns: {account_id: 取引先.コード, account_name: 取引先.名称}
  log:
    table: field_changes
    files: 変更履歴.jsonl
    columns: {opportunity_id: 商談, changed_at: 変更日時, field: 項目, value: 新, old_value: 旧}
    fields: {stage_name: フェーズ, amount_local: 金額}
"""
FRENCH = """
formats: {dates: [excel], decimal: ",", thousands: " ", sheet: Affaires}
sources:
  affaires:
    table: opportunities
    files: affaires.xlsx
    columns:
      opportunity_id: Réf. affaire
      opportunity_name: Intitulé
      account_id: Client
      created_at: Créée le
      amount_local: Montant HT
      stated_probability: Chance
      stage_name: Étape
      owner_id: Responsable
      close_date: Clôture
"""
CASES = {
    "german": (unknown_crms.german, GERMAN, "EUR"),
    "japanese": (unknown_crms.japanese, JAPANESE, "JPY"),
    "french": (unknown_crms.french, FRENCH, "EUR"),
}


def imported(folder: Path, case: str, made: list[Deal]) -> tuple[Home, str]:
    """A home made by the command from one of the exports, and what the command said."""
    write, mapping, _ = CASES[case]
    (folder / "exports").mkdir()
    write(folder / "exports", made)
    (folder / "mine.yaml").write_text(mapping, encoding="utf-8")
    files = sorted(str(path) for path in (folder / "exports").iterdir())
    result = command("import", "--preset", str(folder / "mine.yaml"), "--home", str(folder / "acme"), *files)
    assert result.exit_code == 0, result.output
    return Home(folder / "acme"), result.output


def worth(rows: list[tuple[bool, bool, int, Decimal]]) -> dict[str, tuple[int, Decimal]]:
    """Deals won, lost and open, and what they are worth."""
    return {"won" if won else "lost" if closed else "open": (number, amount) for won, closed, number, amount in rows}


WORTH = """
    SELECT is_won, is_closed, count(*), sum(amount_local) FROM opportunity_history WHERE valid_to IS NULL GROUP BY ALL
"""


@pytest.mark.parametrize("case", CASES)
def test_an_unknown_export_is_read_to_the_cent(tmp_path: Path, case: str) -> None:
    made = deals(7)
    home, told = imported(tmp_path, case, made)
    assert "Rejected\n  nothing\n" in told
    assert f"currency {CASES[case][2]}," in told
    assert "no chance stated" not in told
    truth = totals(made)
    assert all(number > 10 for number, _ in truth.values())
    assert worth(Built(home).rows(WORTH)) == truth


@pytest.mark.parametrize(
    ("case", "first_week"),
    # weeks of one quarter are made, or of all that the export tells of, as the command proposes
    [("german", "2025-10-06"), *(pytest.param(case, None, marks=pytest.mark.long) for case in CASES)],
)
def test_an_unknown_export_comes_through_to_documents(tmp_path: Path, case: str, first_week: str | None) -> None:
    made = deals(7)
    home, _ = imported(tmp_path, case, made)
    if first_week:
        text = home.company_file.read_text(encoding="utf-8")
        changed, count = re.subn(r"(?m)^first_week: \S+", f"first_week: {first_week}", text)
        assert count == 1
        home.company_file.write_text(changed, encoding="utf-8")
    result = command("run", "--home", str(home.root), "--week", str(WEEK))
    assert result.exit_code == 0, result.output
    with duckdb.connect(str(home.database), read_only=True) as connection:
        assert worth(connection.execute(WORTH).fetchall()) == totals(made)
    assert {"forecast_presentation.pptx", "variance_analysis.xlsx"} <= {p.name for p in home.outputs(WEEK).iterdir()}
    assert read_back.problems(home, WEEK, home.root) == []


def test_the_log_dates_every_stage_of_the_german_deals(tmp_path: Path) -> None:
    made = deals(7)
    home, _ = imported(tmp_path, "german", made)
    found = Built(home).rows("""
        SELECT DISTINCT opportunity_id, stage_name, valid_from FROM opportunity_history
        WHERE source_file = 'crm/Phasenwechsel.csv' ORDER BY 1, 3""")
    names = unknown_crms.GERMAN_STAGES
    assert found == [(f"{deal.number:06d}", names[stage], at) for deal in made for at, stage in deal.steps]


def test_the_first_try_says_what_the_mapping_lacks(tmp_path: Path) -> None:
    (tmp_path / "exports").mkdir()
    unknown_crms.german(tmp_path / "exports", deals(7, 30))
    unknown_crms.french(tmp_path / "exports", deals(7, 30))
    text = GERMAN.replace(", iso]   # as many as one column holds", "]")
    said = {
        "german": (text, "10 x crm/Verkaufschancen 2025.csv, Abschluss geplant: is no date like 31.03.2026 14:30 or "
                   "31.03.2026 (line 4: '"),
        "column": (text.replace("Phase\n", "Stufe\n"), "crm/Verkaufschancen 2025.csv, line 1: column 'Stufe' is "
                   f"missing, which stage_name is read from; export it too, or name the right column in {tmp_path}"
                   "/column.yaml under sources.deals.columns"),
        "sheet": (FRENCH.replace(", sheet: Affaires", ""), "crm/affaires.xlsx has 2 filled sheets (Affaires, "
                  f"Lisez-moi): name one in {tmp_path}/sheet.yaml (formats: sheet: Affaires)"),
    }  # fmt: skip
    files = sorted(str(path) for path in (tmp_path / "exports").iterdir())
    for name, (mapping, message) in said.items():
        (tmp_path / f"{name}.yaml").write_text(mapping, encoding="utf-8")
        result = command("import", "--preset", str(tmp_path / f"{name}.yaml"), "--home", str(tmp_path / name), *files)
        assert result.exit_code == (0 if name == "german" else 3)
        assert message in result.output.replace("\n", "" if name != "german" else "\n")
