"""Who has to be told what of a simulated week by an instant, and from when on: written from docs/notifications.md.

Things are named by the keys that never change. A word of `task unblock` has the number of its event in its key; here it
has its instant.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from sales_pipeline_tests.execution.simulated_company import BOSS, FINANCE, MANAGER, OPERATIONS, ROLES
from sales_pipeline_tests.execution.simulated_team import ZONE, Life
from sales_pipeline_tests.execution.team_truth import Truth, week_end

QUIET_FROM, QUIET_UNTIL, HOUR = 20, 7, timedelta(hours=1)
DUE_SOON = timedelta(hours=4)
LEADERS = (MANAGER, BOSS, FINANCE, OPERATIONS)
Notice = tuple[str, datetime]


class Told:
    """What had to be told so far, over all weeks, pass by pass."""

    def __init__(self) -> None:
        self.keys: set[str] = set()
        # of what blocked a task when whoever can remove it was first told
        self._blocked_told: dict[str, datetime] = {}

    def hear(self, truth: Truth, now: datetime, hours: dict[str, float], reached: Iterable[str]) -> None:
        """A pass over a week. `reached`: keys of the targets that the forecast says units have reached."""
        at = min(now, week_end(truth.week))
        found = [
            *self._of_tasks(truth, at), *self._gone(truth, at), *_of_approvals(truth, at), *_of_week(truth, at),
            *((f"escalation/{name}/{level}/{reason}/{person}", since)
              for name, reason, level, person, since in truth.escalated(at, hours)
              if (level, reason) != ("assignee", "late")),
            *((key, week_start(truth)) for key in reached),
        ]  # fmt: skip
        for key, since in found:
            if since <= at and awake(since) <= now:
                self.keys.add(key)
                if key.startswith("blocked/"):
                    self._blocked_told.setdefault(key, now)

    def _of_tasks(self, truth: Truth, at: datetime) -> Iterator[Notice]:
        for life in truth.lives.values():
            if not truth.is_open(life, at):
                continue
            person, held = truth.holder(life, at), truth.held(life, at)
            about = f"{life.name}/{person}"
            if person:
                yield f"assigned/{about}", truth.given(life, at)
            if person and not truth.is_waiting(life, at):
                yield (f"late/{about}", life.due) if life.due <= at else (f"due_soon/{about}", life.due - DUE_SOON)
            if held and held[1] != person:
                yield f"blocked/{life.name}/{held[0]}/{held[1]}", held[0]
            if truth.state(life, at) != "blocked":
                yield from (
                    (f"unblocked/{life.name}/{deed.at}", deed.at)
                    for deed in life.deeds
                    if deed.kind == "unblock" and deed.at <= at and deed.person != person
                )

    def _gone(self, truth: Truth, at: datetime) -> Iterator[Notice]:
        """What was told to block a task is gone, and nobody said so."""
        for key, told_at in self._blocked_told.items():
            for life in truth.lives.values():
                if key.startswith(f"blocked/{life.name}/") and _goes_on(truth, life, told_at, at):
                    yield f"un{key}/{truth.holder(life, at)}", at


def _goes_on(truth: Truth, life: Life, told_at: datetime, at: datetime) -> bool:
    said = any(deed.kind == "unblock" and told_at <= deed.at <= at for deed in life.deeds)
    return truth.is_open(life, at) and truth.state(life, at) != "blocked" and not said


def _of_approvals(truth: Truth, at: datetime) -> Iterator[Notice]:
    """Whose turn it is; that the forecast is final."""
    places, content = truth.approvals(at), [each for each in truth.published if each.at <= at][-1]
    turn = next(((person, state) for person, state in places if state != "approved"), None)
    words = [deed.at for deed in truth.said if deed.kind == "approve" and content.at <= deed.at <= at]
    if turn and all(state != "rejected" for _, state in places):
        role = ROLES[turn[0]]
        since = max([content.at, *words])
        yield f"approval_wanted/forecast/{role}/{content.digest}/{turn[0]}", since
    if not turn:
        yield from ((f"final/{content.digest}/{person}", max(words)) for person in LEADERS)


def _of_week(truth: Truth, at: datetime) -> Iterator[Notice]:
    """That work begins, how it stands, what is done."""
    owing = {truth.holder(life, at) for life in truth.lives.values()} - {""}
    for person in {*owing, BOSS, FINANCE, OPERATIONS}:
        yield f"start/{truth.week}/{person}", week_start(truth)
    if at < week_end(truth.week):
        day = at.replace(tzinfo=UTC).astimezone(ZONE).date()
        yield from ((f"status/{truth.week}/{person}/{day}", at) for person in (MANAGER, BOSS))
    for initiative, lives in _initiatives(truth).items():
        done = [life.done_at for life in lives]
        if all(at_ and at_ <= at for at_ in done):
            last = max(at_ for at_ in done if at_)
            machine = [OPERATIONS] if initiative.startswith("week/") else []
            for person in {*(truth.holder(life, at) for life in lives), *machine}:
                yield f"completion/{initiative}/{person}", last


def _initiatives(truth: Truth) -> dict[str, list[Life]]:
    """Tasks by initiative and its time."""
    found: dict[str, list[Life]] = {}
    for life in truth.lives.values():
        first, second, *_ = life.name.split("/")
        own = f"week/week/{second}" if first == "week" else f"{first}/{first}"
        found.setdefault(own, []).append(life)
    return found


def week_start(truth: Truth) -> datetime:
    return week_end(truth.week - timedelta(days=7))


def awake(since: datetime) -> datetime:
    """The first moment that is neither night nor weekend."""
    at = since
    while _is_quiet(at):
        at = at.replace(minute=0, second=0, microsecond=0) + HOUR
    return at


def _is_quiet(at: datetime) -> bool:
    here = at.replace(tzinfo=UTC).astimezone(ZONE)
    return here.weekday() >= 5 or here.hour >= QUIET_FROM or here.hour < QUIET_UNTIL
