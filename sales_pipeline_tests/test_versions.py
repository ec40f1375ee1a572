"""What changed between two sets of documents is said shortly: files, and the company's figures before others."""

import json

from sales_pipeline.versions import what_changed


def facts(**texts: str) -> bytes:
    rows = [{"id": id.replace("_", "."), "text": text, "value": text} for id, text in texts.items()]
    return json.dumps({"facts": rows}).encode()


def said(before: dict[str, bytes], after: dict[str, bytes]) -> list[str]:
    return what_changed(before, after, ("aaa", "bbb")).splitlines()


def test_figures_that_differ_are_listed_with_the_companys_first() -> None:
    before = {"forecast_facts.json": facts(deal_1="$1M", company_current_x="$13.9M", same="3", gone="7")}
    after = {"forecast_facts.json": facts(deal_1="$2M", company_current_x="$14.1M", same="3", came="8")}
    assert said(before, after) == [
        "# From run aaa to run bbb", "", "## Documents", "", "- forecast_facts.json: changed", "", "## Figures", "",
        "- company.current.x: $13.9M → $14.1M", "- came: none → 8", "- deal.1: $1M → $2M", "- gone: 7 → none",
    ]  # fmt: skip


def test_the_list_stays_short_and_says_how_much_it_leaves_out() -> None:
    before = {"forecast_facts.json": facts(**{f"f{n}": "1" for n in range(20)})}
    after = {"forecast_facts.json": facts(**{f"f{n}": "2" for n in range(20)})}
    lines = said(before, after)
    assert len([line for line in lines if "→" in line]) == 12
    assert lines[-1] == "- and 8 more figures"


def test_a_facts_file_somebody_wrote_into_stops_nothing() -> None:
    lines = said({"forecast_facts.json": b"not json"}, {"forecast_facts.json": facts(a="1"), "new.md": b"x"})
    assert "- new.md: new" in lines
    assert "- a: none → 1" in lines
