"""Drivers of deal risk are settings: a part of one may be changed, the rest of it stays, and SQL reads them as rows."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from sales_pipeline import company
from sales_pipeline.forecast.contracts.risk import DRIVERS
from sales_pipeline.risk_drivers import Drivers
from sales_pipeline.week_tables import settings, week_tables

HEAD = "name: Any\ncurrency: USD\nfirst_week: 2026-01-05\nrisk:\n  top_count: 12\n  drivers:\n"


def loaded(folder: Path, rules: str) -> company.Company:
    path = folder / "company.yaml"
    path.write_text(HEAD + rules, encoding="utf-8")
    return company.load(path)


def test_a_driver_keeps_what_is_not_set(tmp_path: Path) -> None:
    changed = loaded(tmp_path, "    silent:\n      threshold: 45\n").risk.drivers
    assert changed.silent == Drivers().silent.model_copy(update={"threshold": Decimal(45)})
    assert changed.quiet == Drivers().quiet


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ("    slient:\n      points: 1\n", "line 7: risk.drivers.slient is no setting: did you mean silent?"),
        ("    silent:\n      points: many\n", "line 8: risk.drivers.silent.points: "),
        (
            "    no_next_step:\n      threshold: 1\n",
            "line 8: risk.drivers.no_next_step.threshold is no setting: remove it",
        ),
        ("    silent:\n      owner: nobody\n", "line 8: risk.drivers.silent.owner: input should be 'owner', 'manager'"),
        ("    silent: 5\n", "line 7: risk.drivers.silent must hold lines like `setting: value`"),
        ("    5\n", "line 6: risk.drivers must hold lines like `setting: value`"),
    ],
)
def test_a_driver_that_cannot_be_is_refused_with_its_line(tmp_path: Path, rules: str, said: str) -> None:
    with pytest.raises(company.SettingsError) as caught:
        loaded(tmp_path, rules)
    assert said in str(caught.value)


def test_sql_reads_each_driver_as_a_row_and_the_rest_as_settings(tmp_path: Path) -> None:
    changed = loaded(tmp_path, "    competitor:\n      points: 0\n")
    rows = week_tables(changed, date(2026, 2, 2))["risk_rules"].to_pylist()
    assert [row["driver"] for row in rows] == DRIVERS
    assert [row["driver_order"] for row in rows] == list(range(1, len(DRIVERS) + 1))
    by_name = {row["driver"]: row for row in rows}
    assert (by_name["competitor"]["points"], by_name["competitor"]["threshold"]) == (0, None)
    assert by_name["long_in_stage"]["threshold"] == Decimal("0.75")
    assert settings(changed).column("risk_top_count").to_pylist() == [12]
    assert not [name for name in settings(changed).column_names if "driver" in name]
