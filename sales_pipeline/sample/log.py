"""The log of the sample's last weeks: what its people said, as the records that a run and the commands go on from."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from sales_pipeline import event_log
from sales_pipeline.event_log import Event, NewEvent
from sales_pipeline.sample import abilities, minutes, projects, reviews
from sales_pipeline.sample.days import NOW
from sales_pipeline.sample.organisation import Organisation
from sales_pipeline.sample.owed import Debts
from sales_pipeline.sample.places import TERRITORIES
from sales_pipeline.sample.said import Said
from sales_pipeline.sample.submissions import Calls
from sales_pipeline.sample.team import Team
from sales_pipeline.sample.watched import Watched
from sales_pipeline.sample.working_week import instant

# weeks that are told, the oldest first
WEEKS = tuple(date.fromordinal(NOW) - timedelta(days=7 * ago) for ago in (2, 1, 0))


class Log:
    """The records of one sample."""

    def __init__(self, seed: int, organisation: Organisation, plan: dict[str, Any], watched: Watched) -> None:
        self._seed, self._organisation, self._plan, self._watched = seed, organisation, plan, watched
        self._debts = Debts(organisation, plan)
        self._absences: dict[str, list[tuple[date, date]]] = {}
        for person, kind, first, last, *_ in abilities.availability_rows(seed, organisation):
            if kind == "absence":
                self._absences.setdefault(str(person), []).append((_day(first), _day(last)))

    def minutes(self) -> Iterator[tuple[str, str, str]]:
        """Of the newest week: team, path and text of what its pipeline review left."""
        names, week = {territory.id: territory.name for territory in TERRITORIES}, WEEKS[-1]
        for layer, team, _ in self._debts.callers(week):
            if layer == "manager":
                yield team, minutes.path(week, team), minutes.text(self._seed, week, team, names[team])

    def files(self, calls: Calls) -> Iterator[tuple[str, str]]:
        """A file a day: its path and its lines."""
        days: dict[date, list[str]] = {}
        last: Event | None = None
        for at, new in sorted(self._told(calls), key=lambda each: each[0]):
            last = event_log.following(last, new, at)
            days.setdefault(at.date(), []).append(last.line.decode())
        for day, lines in days.items():
            yield f"events/{day}.jsonl", "".join(f"{line}\n" for line in lines)

    def _told(self, calls: Calls) -> Iterator[tuple[datetime, NewEvent]]:
        for week in WEEKS:
            about = {"week": week.isoformat()}
            for said in self._said(week, calls):
                new = NewEvent(said.kind, said.subject, said.person, {**said.details, **about})
                yield instant(week, said.at), new

    def _said(self, week: date, calls: Calls) -> Iterator[Said]:
        tasks = list(self._debts.of(week, self._watched))
        shown = {team: (path, minutes.digest(text)) for team, path, text in self.minutes()} if week == WEEKS[-1] else {}
        team = Team(self._seed, week, self._debts, calls.sent(week), self._absences, shown)
        yield from team.says(tasks)
        for task, said in projects.projects(self._plan, week):
            yield from team.project(task, said)
        yield from reviews.decided(self._seed, week, tasks, team.ends, self._debts)
        yield from reviews.thought(self._seed, week)


def _day(value: object) -> date:
    return date.fromisoformat(str(value))
