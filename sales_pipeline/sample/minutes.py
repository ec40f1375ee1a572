"""Minutes of the teams' pipeline reviews in the newest week: the files that show that they were held."""

import hashlib
from datetime import date, timedelta

from sales_pipeline.sample.draws import Draws

_SAID = (
    "Every open deal has amount, stage, close date and next step.",
    "The largest deal of the quarter was gone through line by line.",
    "Two deals moved to next quarter; their owners wrote why.",
    "Pipeline for next quarter is short; one morning a week goes to new accounts.",
    "A second contact is missing in the deals that have one.",
    "The event in December may bring three first calls.",
)
_POINTS = 3


def path(week: date, team: str) -> str:
    return f"minutes/{week}/{team}.md"


def text(seed: int, week: date, team: str, name: str) -> str:
    """Three of the things that are said in such a review."""
    draws, points = Draws(seed, "minutes", week, team), list(_SAID)
    said = [points.pop(draws.below(len(points))) for _ in range(_POINTS)]
    lines = (f"# Pipeline review: {name}, {week + timedelta(days=3)}", "", *(f"- {point}" for point in said))
    return "".join(f"{line}\n" for line in lines)


def digest(text: str) -> str:
    """The sha256 by which an event knows the file."""
    return hashlib.sha256(text.encode()).hexdigest()
