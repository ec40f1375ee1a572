"""The sample's plan of work: the weekly forecast as it comes with the package, and what the company adds."""

from pathlib import Path
from typing import Any

import yaml

_PACKAGE = Path(__file__).parents[1]
_HEAD = """\
# Who owes what by when: the weekly forecast as it comes with the package, reviews, deal gates, and two projects.
# docs/plan.md says what may stand here. Tasks may also be dropped as files into tasks/pending/.
"""


def plan_yaml() -> str:
    """The text of workflow/plan.yaml."""
    default = (_PACKAGE / "intake" / "plan" / "default.yaml").read_text(encoding="utf-8")
    weekly = "".join(line for line in default.splitlines(keepends=True) if not line.startswith("#"))
    return _HEAD + weekly + (_PACKAGE / "sample" / "plan.yaml").read_text(encoding="utf-8")


def plan() -> dict[str, Any]:
    """The plan as it is read."""
    read: dict[str, Any] = yaml.safe_load(plan_yaml())
    return read


REQUEST_YAML = """\
# A task dropped as a file: it joins the queue of the week it was asked for.
id: explain_emea_pushes
title: Explain why so many deals of EMEA were pushed
role: sales_analyst
deliverable: pipeline_movements
effort_hours: 2
due: 2026-11-19 12:00
requested_on: 2026-11-16
goal: The regional vice president has to answer it in the review.
"""
