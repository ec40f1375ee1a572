"""The page of a week's work: what it says of the rows, without a network, whatever the rows hold."""

import json
import re
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise

from sales_pipeline.execution.board.drawing import draw
from sales_pipeline.execution.board.standing import Standing
from sales_pipeline.render import vega_code
from sales_pipeline_tests.execution.board_rows import ROWS, standing, task


class _Words(HTMLParser):
    """The texts of a page by section, and the cells of its tables."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {"": []}
        self.rows: list[list[str]] = []
        self._at, self._skips, self._in_row = "", False, False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "section":
            self._at = dict(attrs).get("id") or ""
            self.found[self._at] = []
        if tag == "tr":
            self.rows.append([])
            self._in_row = True
        self._skips = tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self._skips = False
        self._in_row = self._in_row and tag != "tr"

    def handle_data(self, data: str) -> None:
        if self._skips or not data.strip():
            return
        self.found[self._at].append(data.strip())
        if self._in_row:
            self.rows[-1].append(data.strip())


def drawn(shown: Standing) -> bytes:
    return draw(shown, vega_code.code())


def words(page: bytes) -> _Words:
    parser = _Words()
    parser.feed(page.decode())
    return parser


def without_scripts(page: bytes) -> str:
    return re.sub(r"<script.*?</script>", "", page.decode(), flags=re.DOTALL)


def data(page: bytes) -> dict[str, list[dict[str, object]]]:
    text = re.search(rb'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert text
    return {chart["id"]: chart["rows"] for chart in json.loads(text[1])["charts"]}


def test_the_head_says_how_much_is_done_and_what_is_out_of_order() -> None:
    """I2: counts of the board, by the rows."""
    head = words(drawn(standing())).found[""]
    assert "1 of 5 tasks are done, 1 is late" in head
    found = dict(pairwise(head))
    assert (found["Done, by hours"], found["Open"], found["Late"], found["Blocked"], found["Nobody's"]) == (
        "13%", "4", "1", "1", "1",
    )  # fmt: skip
    assert any(said.startswith("As of Tue 17 Nov, 11:00 (America/New_York)") for said in head)


def test_each_state_has_its_column_with_who_owes_what() -> None:
    said = words(drawn(standing())).found["board"]
    columns = {name: said[said.index(name) + 1] for name in ("Pending", "In progress", "Blocked", "Completed")}
    assert columns == {"Pending": "2", "In progress": "1", "Blocked": "1", "Completed": "1"}
    text = " ".join(said)
    assert "Task c: Big deal Ann · sales analyst due Tue 17 Nov, 15:00 · $1.20M at stake" in text
    assert "Task e Nobody · sales analyst" in text
    assert "Task d Ann · sales analyst done Tue 17 Nov, 11:00" in text


def test_blockers_say_who_can_remove_them() -> None:
    rows = words(drawn(standing())).rows
    assert ["Task c: Big deal", "Ann", "missing input: Two calls are missing", "Tue 17 Nov, 11:00", "4.5", "Max",
            "Ask for the calls"] in rows  # fmt: skip
    assert words(drawn(standing())).found["blockers"][1] == "1 task held up; 1 person can remove what does."


def test_escalations_stand_by_level_the_highest_first() -> None:
    page = words(drawn(standing()))
    assert page.found["escalations"][1] == "Had to hear of it: CRO 1, manager 1."
    assert [row[1] for row in page.rows if row[0] == "Task b"] == ["CRO", "manager"]


def test_the_timeline_compares_what_is_done_with_what_was_due() -> None:
    """The gates of two deals are one line: ten of twenty hours done, ten due."""
    page = drawn(standing())
    rows = [row for row in words(page).rows if row[0].startswith("The ")]
    assert rows == [
        ["The forecast", "2 of 4", "50%", "80%", "1", "0", "2 of 3", "Tue 17 Nov, 11:00"],
        ["The gate (2)", "4 of 8", "50%", "50%", "2", "0", "4 of 6", "Tue 17 Nov, 11:00"],
    ]
    assert [(row["label"], row["done"], row["due"], row["colour"]) for row in data(page)["timeline"]] == [
        ("The forecast", 50, 80, "var(--worse)"), ("The gate (2)", 50, 50, "var(--better)"),
    ]  # fmt: skip


def test_load_is_drawn_by_band_and_who_has_no_hours_is_named() -> None:
    page = drawn(standing())
    assert [(row["label"], row["load"]) for row in data(page)["load"]] == [("Max", 120), ("Ann", 50), ("New", None)]
    assert words(page).found["load"][1] == "1 person has more than fits; 0 people are near it."


def test_checkpoints_nobody_decided_stand_there_with_what_they_lack() -> None:
    """X7: those to come first, then those missed; what was held is not there."""
    page = words(drawn(standing()))
    rows = [row for row in page.rows if row[0] in ("Review", "Is it signed? Big deal", "Held")]
    assert rows == [
        ["Review", "Tue 17 Nov, 11:00", "ready", "–", "Max (manager)"],
        ["Is it signed? Big deal", "Sat 14 Nov, 11:00", "missed", "A buyer; deal_risk", "nobody"],
    ]
    assert page.found["checkpoints"][1] == "1 checkpoint to come; 1 missed."


def test_metrics_say_value_and_target() -> None:
    said = words(drawn(standing())).found["metrics"]
    assert said[1] == "1 target of 1 missed."
    assert said[2:5] == ["S2 Done on time", "80%", "target from 90%"]


def test_what_has_no_rows_is_left_out() -> None:
    page = words(drawn(standing(**{name: [] for name in ROWS})))
    assert list(page.found) == ["", "board"]
    assert "No work is owed this week" in page.found[""]


def test_many_tasks_are_folded_away_and_none_is_lost() -> None:
    tasks = [task(f"t{n:03}", "pending", priority_order=n + 1) for n in range(300)]
    said = words(drawn(standing(task_states=tasks))).found["board"]
    assert "292 more" in said
    assert sum(each.startswith("Task t") for each in said) == 300


def test_the_page_asks_no_network_and_runs_only_its_own() -> None:
    page = without_scripts(drawn(standing()))
    assert not re.search(r'(?:src|href)="(?!#)', page)
    assert "default-src 'none'" in unescape(page)
    assert "@import" not in page
    assert "url(" not in page.split("</style>")[0]


def test_the_same_rows_make_the_same_bytes() -> None:
    assert drawn(standing()) == drawn(standing())


def test_names_of_tasks_make_no_markup() -> None:
    hostile = "<img src=x onerror=alert(1)></script><script>alert(2)</script>"
    page = drawn(standing(task_states=[task("a", "pending", title=hostile, person_name=hostile)]))
    assert "<img" not in without_scripts(page)
    assert b"<script>alert" not in page
