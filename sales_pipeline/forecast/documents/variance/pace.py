"""Pace: the company's course week by week beside past periods, where every unit stands now, and velocity."""

from collections.abc import Sequence

from sales_pipeline.forecast.documents import outlook
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.forecast.documents.variance.pages import HEADER_ROW, Pages, finer, known, node_look
from sales_pipeline.render.xlsx_chart import ChartSeries, add_chart
from sales_pipeline.render.xlsx_sheet import CellValue, Sheet
from sales_pipeline.render.xlsx_table import TableColumn, write_table

NAME = "Pace"
ANSWERS = "How the period goes beside past ones at the same point, and how fast pipeline turns into wins"
COURSE, UNITS, VELOCITY = "tblCourse", "tblPace", "tblVelocity"
_PAR = '=IF(OR([@Target]="",[@[Share median]]=""),"n/a",ROUND([@Target]*[@[Share median]],2))'
_ATTAINED = '=IF([@Target]>0,ROUND([@[Closed won]]/[@Target],6),"n/a")'
_WIN_RATE = '=IF([@[Won deals]]+[@[Lost deals]]>0,ROUND([@[Won deals]]/([@[Won deals]]+[@[Lost deals]]),6),"n/a")'
_BAND = ("low", "median", "high")
_COURSE_FIELDS = (
    "closed_won_amount", "closed_low_amount", "closed_median_amount", "closed_high_amount", "open_pipeline_amount",
    "open_low_amount", "open_median_amount", "open_high_amount",
)  # fmt: skip
_SHARES = ("share_low_ratio", "share_median_ratio", "share_high_ratio")
_UNIT_FIELDS = (
    "", "", *_COURSE_FIELDS[:4], "target_amount", "attainment_ratio", *_SHARES, "par_amount", "", "past_period_count",
)  # fmt: skip
_VELOCITY_FIELDS = (
    "", "", "as_of_date", "open_deal_count", "won_deal_count", "lost_deal_count", "won_amount", "average_won_amount",
    "win_rate_ratio", "average_cycle_days", "velocity_amount",
)  # fmt: skip


def is_there(story: Story) -> bool:
    return bool(outlook.course(story.frames, story.company))


def heading(story: Story) -> tuple[str, str]:
    return f"{story.name(story.run.period_label)} week by week", (
        f"{story.measure}; cells hold full amounts. Low, median and high are quartiles of past periods with as many "
        "weeks left."
    )  # fmt: skip


def draw(pages: Pages) -> None:
    sheet, row = pages.sheets[NAME], HEADER_ROW
    row = _course(pages, sheet, row)
    row = _units(pages, sheet, row)
    _velocity(pages, sheet, row)
    sheet.freeze(HEADER_ROW + 1, 1)


def _course(pages: Pages, sheet: Sheet, row: int) -> int:
    money, weeks = pages.story.money.excel_format, outlook.course(pages.story.frames, pages.story.company)
    names = ("Closed won", *(f"Closed {name}" for name in _BAND), "Open", *(f"Open {name}" for name in _BAND))
    columns = [
        TableColumn("Weeks left", "0_)"), TableColumn("As of", "date"), *(TableColumn(name, money) for name in names),
        *(TableColumn(f"Share {name}", "percent") for name in _BAND), TableColumn("Target", money),
        TableColumn("Even course", money, _PAR), TableColumn("Now"),
    ]  # fmt: skip
    cells: list[list[CellValue]] = [
        [r["weeks_left"], r["as_of_date"], *(r[name] for name in (*_COURSE_FIELDS, *_SHARES)), r["target_amount"],
         known(r["par_amount"]), "now" if r["is_now"] else ""]
        for r in weeks
    ]  # fmt: skip
    place = write_table(sheet, row, 0, COURSE, columns, cells, filters=False)
    series = [
        ChartSeries(5, "High quartile", "soft", "dashed"), ChartSeries(4, "Median", "muted"),
        ChartSeries(3, "Low quartile", "soft", "dashed"), ChartSeries(2, "This period", "strong"),
    ]  # fmt: skip
    rows, title = (place.first_row, place.last_row), f"Closed won by weeks left, {pages.story.money.unit}"
    add_chart(sheet, "line", title, rows, 0, series, at=(place.last_row + 2, 0), form=money, labels=False)
    return place.last_row + 21


def _units(pages: Pages, sheet: Sheet, row: int) -> int:
    story, money = pages.story, finer(pages.story.money).excel_format
    rows = sorted(story.frames.rows("pacing", is_now=True), key=lambda r: (r["sort_key"], r["node_id"]))
    columns = (
        TableColumn("Node"), TableColumn("Level"), TableColumn("Closed won", money), TableColumn("Low", money),
        TableColumn("Median", money), TableColumn("High", money), TableColumn("Target", money),
        TableColumn("Attainment", "percent", _ATTAINED), TableColumn("Share low", "percent"),
        TableColumn("Share median", "percent"), TableColumn("Share high", "percent"),
        TableColumn("Even course", money, _PAR), TableColumn("Standing"), TableColumn("Past periods", "count"),
    )  # fmt: skip
    cells: list[list[CellValue]] = [
        [r["node_name"], r["level"], *(r[name] for name in _COURSE_FIELDS[:4]), r["target_amount"],
         known(r["attainment_ratio"]), *(r[name] for name in _SHARES), known(r["par_amount"]), r["standing"],
         r["past_period_count"]]
        for r in rows
    ]  # fmt: skip
    sheet.start_page(row)
    sheet.text(row, 0, f"Where every node stands this week, {finer(story.money).unit}", "section", wide=True)
    looks, depths = [node_look(r) for r in rows], [r["depth"] for r in rows]
    place = write_table(sheet, row + 1, 0, UNITS, columns, cells, looks, depths, filters=False)
    now = frozenset({("is_now", "true")})
    pages.hold("pacing", ("node_id",), rows, sheet, place.first_row, _UNIT_FIELDS, now)
    return place.last_row + 3


def _velocity(pages: Pages, sheet: Sheet, row: int) -> None:
    rows = _levers(pages.story)
    if not rows:
        return
    columns = (
        TableColumn("Unit"), TableColumn("When"), TableColumn("As of", "date"), TableColumn("Open deals", "count"),
        TableColumn("Won deals", "count"), TableColumn("Lost deals", "count"), TableColumn("Won", "amount"),
        TableColumn("Average win", "amount"),
        TableColumn("Win rate", "percent", _WIN_RATE),
        TableColumn("Cycle, days", "count"), TableColumn("A day", "amount"),
    )  # fmt: skip
    cells: list[list[CellValue]] = [
        [r["node_name"], outlook.MOMENTS[r["as_of"]], r["as_of_date"], r["open_deal_count"], r["won_deal_count"],
         r["lost_deal_count"], r["won_amount"], r["average_won_amount"], known(r["win_rate_ratio"]),
         r["average_cycle_days"], r["velocity_amount"]]
        for r in rows
    ]  # fmt: skip
    sheet.start_page(row)
    sheet.text(row, 0, "Velocity: open deals × average win × win rate / cycle, of twelve months", "section", wide=True)
    looks = [node_look(r) for r in rows]
    place = write_table(sheet, row + 1, 0, VELOCITY, columns, cells, looks, filters=False)
    pages.hold("velocity", ("node_id", "as_of"), rows, sheet, place.first_row, _VELOCITY_FIELDS)


def _levers(story: Story) -> Sequence[Row]:
    order = {moment: at for at, moment in enumerate(outlook.MOMENTS)}
    return sorted(story.frames.rows("velocity"), key=lambda r: (r["sort_key"], r["node_id"], order[r["as_of"]]))
