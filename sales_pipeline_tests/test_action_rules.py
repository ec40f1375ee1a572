"""Kinds of action are settings: a part of one may be changed, the rest of it stays, and SQL reads them as rows."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from sales_pipeline import company
from sales_pipeline.action_rules import ActionKinds
from sales_pipeline.forecast.contracts.actions import ACTION_KINDS
from sales_pipeline.week_tables import settings, week_tables

HEAD = "name: Any\ncurrency: USD\nfirst_week: 2026-01-05\nactions:\n  upside_count: 3\n  kinds:\n"


def loaded(folder: Path, rules: str) -> company.Company:
    path = folder / "company.yaml"
    path.write_text(HEAD + rules, encoding="utf-8")
    return company.load(path)


def test_a_kind_keeps_what_is_not_set(tmp_path: Path) -> None:
    changed = loaded(tmp_path, "    upside:\n      effort_hours: 2.5\n").actions.kinds
    assert changed.upside == ActionKinds().upside.model_copy(update={"effort_hours": Decimal("2.5")})
    assert changed.hygiene == ActionKinds().hygiene


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ("    upsdie:\n      due_days: 1\n", "line 7: actions.kinds.upsdie is no setting: did you mean upside?"),
        ("    upside:\n      effort_hours: 0\n", "line 8: actions.kinds.upside.effort_hours: "),
        ("    upside:\n      effect_ratio: 2\n", "line 8: actions.kinds.upside.effect_ratio: "),
        (
            "    upside:\n      owner: nobody\n",
            "line 8: actions.kinds.upside.owner: input should be 'owner', 'manager'",
        ),
    ],
)
def test_a_kind_that_cannot_be_is_refused_with_its_line(tmp_path: Path, rules: str, said: str) -> None:
    with pytest.raises(company.SettingsError) as caught:
        loaded(tmp_path, rules)
    assert said in str(caught.value)


def test_sql_reads_each_kind_as_a_row_and_the_rest_as_settings(tmp_path: Path) -> None:
    changed = loaded(tmp_path, "    restated:\n      effect_ratio: 0\n")
    rows = week_tables(changed, date(2026, 2, 2))["action_rules"].to_pylist()
    assert [row["kind"] for row in rows] == ACTION_KINDS
    assert [row["kind_order"] for row in rows] == list(range(1, len(ACTION_KINDS) + 1))
    assert {row["kind"]: row["effect_ratio"] for row in rows}["restated"] == 0
    assert settings(changed).column("actions_upside_count").to_pylist() == [3]
    assert not [name for name in settings(changed).column_names if "kind" in name.removeprefix("amount_kind")]
