"""Workbooks: sheets that print well, named assumptions, formulas recorded for recalculation, its run in properties."""

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from xlsxwriter import Workbook

from sales_pipeline.render import xlsx_print
from sales_pipeline.render.ooxml import normalise_ooxml
from sales_pipeline.render.run import Run
from sales_pipeline.render.text import clean, one_line, sheet_name
from sales_pipeline.render.theme import rgb
from sales_pipeline.render.xlsx_cell import Cells, FastWorksheet
from sales_pipeline.render.xlsx_format import Formats
from sales_pipeline.render.xlsx_print import band, printed
from sales_pipeline.render.xlsx_sheet import FormulaRecord, Sheet

_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
A4 = 9


class Book:
    """A workbook in the making. title goes into properties; confidentiality into every printed footer."""

    def __init__(
        self, run: Run, title: str, confidentiality: str = "Confidential: internal use only",
        *, keeps_records: bool = True,
    ) -> None:  # fmt: skip
        self.run, self.title, self._confidentiality = run, one_line(title, 200), confidentiality
        # every formula with its value, for those who ask: of a large company they are many
        self.records, self.keeps_records = list[FormulaRecord](), keeps_records
        self.sheets: list[Sheet] = []
        self.table_names: set[str] = set()
        self._out = BytesIO()
        self.workbook = Workbook(self._out, _OPTIONS)
        self.formats = Formats(self.workbook)
        self.cells = Cells(self.workbook, self.formats)
        self._taken: set[str] = set()
        self._set_properties()

    def sheet(self, name: str, heading: str, note: str = "", *, landscape: bool = True, tab: str = "") -> Sheet:
        """A sheet with a heading in A1 and a note on unit and scope in A2; content starts in row 4 (index 3)."""
        name = sheet_name(name, self._taken)
        worksheet = self.workbook.add_worksheet(name, FastWorksheet)
        sheet = Sheet(self, worksheet, name, heading, note)
        worksheet.hide_gridlines(2)
        worksheet.set_row(0, 24)
        sheet.text(0, 0, heading, "heading", wide=True)
        sheet.text(1, 0, note, "note", wide=True)
        if landscape:
            worksheet.set_landscape()
        if tab:
            worksheet.set_tab_color(f"#{rgb(tab)}")
        self._set_page(sheet)
        self.sheets.append(sheet)
        return sheet

    def _set_page(self, sheet: Sheet) -> None:
        run, page = self.run, sheet.ws
        page.set_paper(A4)
        page.fit_to_pages(1, 0)
        page.set_margins(left=xlsx_print.LEFT, right=xlsx_print.RIGHT, top=xlsx_print.TOP, bottom=xlsx_print.BOTTOM)
        left = f"{printed(one_line(run.company, 60), 100)}  |  {printed(self._confidentiality, 80)}"
        page.set_footer(band(left, f"Run {run.run_id}, {run.status}", "Page &P of &N"))

    def name(self, name: str, sheet: Sheet, row: int, column: int) -> None:
        """Name one cell for formulas; names are for assumptions."""
        if self.workbook.define_name(name, "=" + sheet.ref(row, column)):
            raise ValueError(f"{name!r} is no valid Excel name: letters, digits and underscores, not like a cell")

    def _set_properties(self) -> None:
        run, company = self.run, one_line(self.run.company, 200)
        self.workbook.set_properties({
            "title": self.title, "subject": one_line(f"{run.period_label}, week {run.week}", 200), "author": company,
            "company": company, "category": "Sales forecast", "created": run.created.replace(tzinfo=None),
            "status": run.status, "keywords": f"run {run.run_id}",
        })  # fmt: skip
        for key, value in (
            ("Run id", run.run_id), ("Settings hash", run.settings_hash), ("Version", run.version), ("Week", run.week),
            ("As of", run.as_of.isoformat()), ("Amount kind", run.amount_kind), ("Currency", run.currency),
        ):  # fmt: skip
            self.workbook.set_custom_property(key, clean(value, 250), "text")

    def to_bytes(self) -> bytes:
        """Close the workbook and return the file; equal runs give equal bytes. Nothing can be written afterwards."""
        for sheet in self.sheets:
            sheet.finish()
        # sheets go through files, which spares several times their size
        with TemporaryDirectory(prefix="sales-pipeline-") as folder:
            self.workbook.tmpdir = folder
            self.workbook.close()
        return normalise_ooxml(self._out.getvalue(), self.run.created)

    def save(self, path: Path) -> list[FormulaRecord]:
        """Write the file and return every formula with its cached value."""
        path.write_bytes(self.to_bytes())
        return self.records
