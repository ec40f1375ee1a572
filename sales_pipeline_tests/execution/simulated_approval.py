"""What a simulated week's approvers do: approve in turn, reject, approve again what changed; and who asks for a change.

A scenario is a list of deeds. `publish`: an input was corrected and the week is run again; `spoil`: somebody writes
into a final document.
"""

from collections.abc import Iterator
from datetime import date, datetime
from random import Random

from sales_pipeline_tests.execution.simulated_company import BOSS, FINANCE, MANAGER, OPERATIONS
from sales_pipeline_tests.execution.simulated_team import Deed, Life, local

ORDER = (MANAGER, FINANCE, BOSS)
SCENARIOS = ("rejected", "changed", "spoiled", "mended", "approved", "open")
REPUBLISHED = ("changed", "mended")
TOO_HIGH = "The north is too high"


def scenarios(count: int, chance: Random) -> list[str]:
    """One for each week: first each once, then in an order that is drawn."""
    found = [*SCENARIOS]
    while len(found) < count:
        found += chance.sample(SCENARIOS, len(SCENARIOS))
    return found[:count]


def published_again_at(week: date, scenario: str) -> datetime | None:
    return local(week, 2, 15, 10) if scenario in REPUBLISHED else None


def made_again_at(week: date, scenario: str) -> list[datetime]:
    """When the week's tables are there once more: published again, and as final when the last has approved."""
    approved = [deed.at for deed in decisions(week, scenario) if (deed.kind, deed.person) == ("approve", BOSS)]
    return sorted([*filter(None, [published_again_at(week, scenario)]), *approved])


def decisions(week: date, scenario: str) -> Iterator[Deed]:
    """Who decides what, and when. On Wednesday morning, and again on Thursday at noon."""
    if scenario == "open":
        yield Deed(local(week, 2, 9, 10), "approve", "forecast", MANAGER, "Read")
        return
    yield Deed(local(week, 2, 9, 10), "approve", "forecast", MANAGER, "Read")
    if scenario in ("rejected", "mended"):
        yield Deed(local(week, 2, 9, 40), "reject", "forecast", FINANCE, TOO_HIGH)
        # what was rejected nobody can approve
        yield Deed(local(week, 2, 9, 50), "refused", "forecast", BOSS, TOO_HIGH)
    elif scenario == "changed":
        yield Deed(local(week, 2, 9, 40), "approve", "forecast", FINANCE, "Ties")
    if scenario == "rejected":
        return
    again = published_again_at(week, scenario)
    if again:
        yield Deed(again, "publish", "forecast", OPERATIONS)
        yield Deed(local(week, 3, 12, 20), "approve", "forecast", MANAGER, "Read again")
    yield Deed(local(week, 3, 12, 25), "approve", "forecast", FINANCE, "Ties")
    yield Deed(local(week, 3, 12, 30), "approve", "forecast", BOSS, "Mine")
    if scenario == "spoiled":
        yield Deed(local(week, 3, 12, 40), "spoil", "forecast", BOSS)
        yield Deed(local(week, 3, 12, 41), "validate", "forecast", OPERATIONS, "fixable")
        yield Deed(local(week, 3, 12, 45), "finalise", "forecast", OPERATIONS)
    yield Deed(local(week, 3, 12, 50), "validate", "forecast", OPERATIONS, "pass")


def wish(week: date, chance: Random) -> Deed | None:
    """On Friday evening finance may ask for a change."""
    if chance.random() < 0.5:
        return Deed(local(week, 4, 17, 31), "wish", "forecast_summary", FINANCE, "Say what slipped first")
    return None


def answer(number: int, week: date, chance: Random) -> Life:
    """The task of that wish, in the week after: operations does it in time, or on the day after."""
    name = f"feedback_{number}/feedback_{number}"
    life = Life(name, "wish", OPERATIONS, local(week, 0, 8), local(week, 1, 17), 1, starts=local(week, -3, 0))
    life.deeds.append(Deed(local(week, 0, 9, 12), "acknowledge", name, OPERATIONS))
    done = chance.choice((local(week, 1, 11, 33), local(week, 2, 9, 5)))
    life.deeds.append(Deed(done, "done", name, OPERATIONS))
    return life
