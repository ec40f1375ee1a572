"""On Accuracy, below the forecasts: the record of each method, and whether chances of deals kept what they said."""

from collections.abc import Sequence

from sales_pipeline.forecast.documents import outlook, wording
from sales_pipeline.forecast.documents.frames import Row
from sales_pipeline.forecast.documents.story import Story
from sales_pipeline.forecast.documents.variance.pages import Pages, known
from sales_pipeline.render.xlsx_chart import ChartSeries, add_chart
from sales_pipeline.render.xlsx_sheet import CellValue, Sheet
from sales_pipeline.render.xlsx_table import TableColumn, write_table

METHODS, CHANCES = "tblMethods", "tblChances"
HORIZONS = {"current": "Running", "next": "Next"}
_WAPE = '=IF([@Won]=0,"n/a",ROUND([@Missed]/[@Won],6))'


def draw(pages: Pages, sheet: Sheet, row: int) -> int:
    """Write both blocks from a row down; returns the first free row below."""
    scores, bins = _scores(pages.story), outlook.chances(pages.story.frames)
    sheet.start_page(row)
    if scores:
        row = _methods(pages, sheet, row, scores)
    return _chances(sheet, row, bins) if bins else row


def _scores(story: Story) -> list[Row]:
    """Every score, the running period and the company first, then the nearest."""
    rows = story.frames.rows("method_scores")
    return sorted(rows, key=lambda r: (r["horizon"], r["level"], r["missed_amount"], r["method"]))


def _methods(pages: Pages, sheet: Sheet, row: int, scores: Sequence[Row]) -> int:
    money = pages.story.money.excel_format
    stands = {(r["horizon"], r["level"]): r["forecast_method"] for r in pages.story.frames.rows("standing_method")}
    columns = (
        TableColumn("Method"), TableColumn("Period"), TableColumn("Level"), TableColumn("Stands"),
        TableColumn("Periods", "count"), TableColumn("Won", money), TableColumn("Missed", money),
        TableColumn("WAPE", "percent", _WAPE), TableColumn("Bias", "percent"),
        TableColumn("Missed / learned yields", "ratio"), TableColumn("Nearer than they in", "count"),
    )  # fmt: skip
    cells = [_score(score, stands.get((score["horizon"], score["level"]))) for score in scores]
    looks = ["unit" if cell[3] == "yes" else "row" for cell in cells]
    sheet.text(row, 0, "Record of each method at this point of past periods", "section", wide=True)
    return write_table(sheet, row + 1, 0, METHODS, columns, cells, looks).last_row + 3


def _score(row: Row, standing: str | None) -> list[CellValue]:
    return [
        wording.METHOD_NAMES.get(row["method"], wording.plain(row["method"])), HORIZONS[row["horizon"]], row["level"],
        "yes" if row["method"] == standing else "", row["period_count"], row["actual_amount"], row["missed_amount"],
        known(row["wape_ratio"]), row["bias_ratio"], row["against_yields_ratio"], row["better_count"],
    ]  # fmt: skip


def _chances(sheet: Sheet, row: int, bins: Sequence[Row]) -> int:
    columns = (
        TableColumn("Chance given"), TableColumn("Periods behind", "count"), TableColumn("Deals", "count"),
        TableColumn("Deals won", "count"), TableColumn("Mean chance", "percent"),
        TableColumn("Share won", "percent", "=ROUND([@[Deals won]]/[@Deals],6)"),
        TableColumn("Brier score", "#,##0.000_)"),
    )  # fmt: skip
    cells = [
        [f"{r['bin'] * 10}–{r['bin'] * 10 + 10}%", r["period_count"], r["deal_count"], r["won_count"],
         r["mean_probability"], r["won_ratio"], r["brier_score"]]
        for r in bins
    ]  # fmt: skip
    sheet.text(row, 0, "Chances given to open deals at this point of past periods, and what came", "section", wide=True)
    place = write_table(sheet, row + 1, 0, CHANCES, columns, cells, filters=False)
    series = [ChartSeries(4, "Mean chance given", "soft"), ChartSeries(5, "Share won")]
    rows, at = (place.first_row, place.last_row), (row, 8)
    add_chart(sheet, "column", "Chance given and share won", rows, 0, series, at=at, form="0%")
    return place.last_row + 3
