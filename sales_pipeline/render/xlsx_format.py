"""Cell formats of workbooks: a number format and a look, each combination made once."""

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from sales_pipeline.render.theme import FONT, INPUT_FILL, INPUT_INK, NUMBER_FORMATS, rgb

_RULE = {"bottom": 4, "bottom_color": f"#{rgb('line')}"}
LOOKS: dict[str, dict[str, object]] = {
    "plain": {},
    "row": _RULE,
    "bold": {"bold": True, "font_color": f"#{rgb('strong')}"},
    "unit": {"bold": True, "font_color": f"#{rgb('strong')}", **_RULE},
    "total": {
        "bold": True, "font_color": f"#{rgb('strong')}", "bg_color": f"#{rgb('band')}", "top": 1,
        "top_color": f"#{rgb('strong')}",
    },
    "input": {"font_color": f"#{INPUT_INK}", "bg_color": f"#{INPUT_FILL}", "locked": False, **_RULE},
    "header": {
        "bold": True, "font_color": f"#{rgb('strong')}", "bottom": 2, "bottom_color": f"#{rgb('strong')}",
        "text_wrap": True, "valign": "bottom",
    },
    "heading": {"bold": True, "font_size": 16, "font_color": f"#{rgb('strong')}"},
    "section": {"bold": True, "font_size": 12, "font_color": f"#{rgb('strong')}"},
    "note": {"font_color": f"#{rgb('muted')}"},
    "wrapped": {"text_wrap": True, "valign": "top", **_RULE},
    "top": {"valign": "top", **_RULE},
    "term": {"bold": True, "font_color": f"#{rgb('strong')}", "valign": "top", **_RULE},
    "better": {"bold": True, "font_color": f"#{rgb('better')}"},
    "worse": {"bold": True, "font_color": f"#{rgb('worse')}"},
    "link": {"underline": 1, "font_color": f"#{rgb('main')}"},
}  # fmt: skip

DEEPEST_INDENT = 15


class Formats:
    """Formats of one workbook. form is a name in theme.NUMBER_FORMATS or an Excel format; look a name in LOOKS."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[str, str, str, int], Format] = {}

    def get(self, form: str = "general", look: str = "plain", align: str = "", indent: int = 0) -> Format:
        """The format of a form and look; indent moves text in by steps, as trees are shown."""
        if form not in NUMBER_FORMATS and not set(form) & set("#0@") and not form.startswith("General"):
            raise KeyError(f"no number format {form!r}; known: {', '.join(NUMBER_FORMATS)}")
        key = (form, look, align, indent)
        if key not in self._made:
            properties = {
                "font_name": FONT,
                "font_size": 11,
                "num_format": with_text_section(NUMBER_FORMATS.get(form, form)),
                **LOOKS[look],
            }
            if align:
                properties["align"] = align
            if indent:
                properties["indent"] = min(indent, DEEPEST_INDENT)
            self._made[key] = self._workbook.add_format(properties)
        return self._made[key]


def with_text_section(form: str) -> str:
    """A number format whose texts ("n/a") stand in line with its numbers."""
    sections = form.split(";")
    if form in ("@", "General") or len(sections) > 3 or not form.endswith("_)"):
        return form
    return ";".join([form] if len(sections) == 3 else [form, f"-{form}", form]) + ";@_)"


def is_text_form(form: str) -> bool:
    """Whether cells of this form align left."""
    return form in ("text", "general")
