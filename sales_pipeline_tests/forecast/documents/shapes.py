"""The companies that every document is drawn for in tests: usual, and with each part missing or too large."""

from sales_pipeline_tests.forecast.documents.fixture_company import Shape, draw
from sales_pipeline_tests.render.workbooks import HOSTILE

# what a CRM may hold; lone surrogates cannot reach a table
FOREIGN = (*(text for text in HOSTILE if text.encode("utf-8", "ignore").decode() == text), "x" * 40_000, "ع" * 300)


def hostile(kind: str, name: str) -> str:
    """A name that would do harm where it is not written as plain text; the same kind and name give the same."""
    return FOREIGN[draw(kind + name, len(FOREIGN))]


SHAPES = {
    "usual": Shape(),
    "flat": Shape(regions=0),
    "one_region": Shape(regions=1),
    "one_region_without_teams": Shape(regions=1, teams=0),
    "sixty_teams": Shape(teams=20, representatives=2, deals=3),
    "forty_regions": Shape(regions=40, teams=0, representatives=1, deals=3),
    "one_representative": Shape(regions=0, representatives=1),
    "monthly": Shape(monthly=True),
    "no_targets": Shape(targets=False),
    "no_calls": Shape(calls=False),
    "first_week": Shape(last_week=False, record=False),
    "nothing_moved": Shape(moves=False),
    "no_close_dates": Shape(close_dates=False),
    "all_kept": Shape(gates=False),
    "bare": Shape(
        targets=False, calls=False, record=False, last_week=False, moves=False, gates=False, close_dates=False
    ),
    "no_amounts": Shape(size=0),
    "no_deals": Shape(deals=0),
    "no_deals_no_targets": Shape(deals=0, targets=False, calls=False, record=False, gates=False),
    "large_amounts": Shape(size=900_000_000),
    "small_amounts": Shape(size=40),
    "closes": Shape(closes=True),
    "nearly_there": Shape(stretch=103),
    "far_behind": Shape(stretch=140),
    "hostile": Shape(rename=hostile, closes=True),
}
