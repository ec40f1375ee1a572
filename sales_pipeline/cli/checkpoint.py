"""`checkpoint`: when work is reviewed, what that needs, what was decided; `decide` keeps a decision and its items."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from sales_pipeline import clock
from sales_pipeline.cli.base import HomeOption, app, monday, one_sentence, open_home, say, stop
from sales_pipeline.cli.checkpoint_lines import lines
from sales_pipeline.execution.naming import titled
from sales_pipeline.render.phrases import n_of
from sales_pipeline.render.text import one_line

checkpoint = typer.Typer(
    no_args_is_help=True,
    help="When work is reviewed, what that needs, and what was decided.",
    epilog="Example: sales-pipeline checkpoint list --state missed",
)
app.add_typer(checkpoint, name="checkpoint")

ReviewArgument = Annotated[str, typer.Argument(metavar="CHECKPOINT", help="Its id, or a part of it that only one has.")]
WeekOption = Annotated[str | None, typer.Option(help="Monday of the week; default: the newest that was made.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")]
STATES = ("coming", "ready", "not_ready", "held", "missed")


@checkpoint.command("list", epilog="Example: sales-pipeline checkpoint list --state ready --week 2026-11-16")
def list_(
    state: Annotated[str | None, typer.Option(help=f"Only these: {', '.join(STATES)}.")] = None,
    mine: Annotated[str | None, typer.Option(help="Only those this person may decide about: id or name.")] = None,
    week: WeekOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the checkpoints of a week, the earliest first."""
    if state and state not in STATES:
        stop("usage", f"{state!r} is no state: write one of {', '.join(STATES)}.", as_json)
    session = _Session(home, week, as_json)
    rows = sorted(session.known.rows["checkpoint_reviews"], key=lambda row: (row["review_at"], row["review_id"]))
    rows = [row for row in rows if not state or row["state"] == state]
    if mine:
        allowed = session.allowed(mine)
        rows = [row for row in rows if row["review_id"] in allowed]
    if as_json:
        print(json.dumps(rows, indent=2, default=str))
        return
    for row in rows:
        print(session.line(row))
    say(f"{n_of(len(rows), 'checkpoint')} of week {session.known.week}.")


@checkpoint.command(epilog="Example: sales-pipeline checkpoint show forecast_review --week 2026-11-16")
def show(name: ReviewArgument, week: WeekOption = None, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Show a checkpoint: when, what it needs, criteria, who may decide, what was decided, what is to be done."""
    session = _Session(home, week, as_json)
    session.show(session.review(name))


@checkpoint.command(
    epilog="Example: sales-pipeline checkpoint decide forecast_review --as 005FH0000000001 --outcome passed "
    "--action 'Explain the pushes of EMEA' --owner sales_analyst --due 2026-11-20"
)
def decide(
    name: ReviewArgument,
    person: Annotated[str, typer.Option("--as", help="Who decides: id or name of reference/people.csv.")],
    outcome: Annotated[str, typer.Option(help="passed, failed or postponed.")],
    note: Annotated[str, typer.Option(help="Why, up to 500 characters; needed where something is lacking.")] = "",
    until: Annotated[str | None, typer.Option(help="New time of what is postponed: 2026-11-20T14:00.")] = None,
    action: Annotated[list[str] | None, typer.Option(help="What is to be done; may be given several times.")] = None,
    owner: Annotated[
        list[str] | None, typer.Option(help="Who does it: a role or a person, one for each action.")
    ] = None,
    due: Annotated[list[str] | None, typer.Option(help="Until when: 2026-11-20, one for each action.")] = None,
    week: WeekOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Decide about a checkpoint. Action items become tasks of the week."""
    from sales_pipeline.checkpoint_say import Said
    from sales_pipeline.checkpoint_say import decide as keep

    session = _Session(home, week, as_json)
    review, who = session.review(name), session.person(person)
    items = session.items(review, who, action or [], owner or [], due or [])
    said = Said(outcome, note, session.instant(until) if until else None, items)
    session.asked(lambda: keep(session.place, session.known, review, who, said, clock.now()))
    session.look()
    session.show(session.review(review["review_id"]))
    if items and not as_json:
        say(f"{n_of(len(items), 'action item')} kept in tasks/pending; the next `sales-pipeline run` counts them.")


class _Session:
    """A home, a week, and how its checkpoints stand; what goes wrong ends with a sentence."""

    def __init__(self, home: Path | None, week: str | None, as_json: bool) -> None:
        self.place, self.company = open_home(home)
        self.week, self.as_json = monday(week) if week else None, as_json
        self.zone: ZoneInfo = self.company.zone
        self.look()

    def look(self) -> None:
        from sales_pipeline.checkpoint_say import look

        self.known = self.asked(lambda: look(self.place, self.company, self.week))

    def asked(self, question: Any) -> Any:
        from sales_pipeline.checkpoint_say import DecisionError
        from sales_pipeline.event_log import EventError
        from sales_pipeline.meant import NotMadeError, UnknownError

        with one_sentence(self.place, self.as_json):
            try:
                return question()
            except (DecisionError, UnknownError) as error:
                stop("usage", str(error), self.as_json)
            except (NotMadeError, EventError) as error:
                stop("input", str(error), self.as_json)

    def review(self, text: str) -> Any:
        return self.asked(lambda: self.known.review(text))

    def person(self, text: str) -> Any:
        today = clock.now().astimezone(self.zone).date()
        return self.asked(lambda: self.known.person(text, today))

    def allowed(self, text: str) -> set[str]:
        """The checkpoints somebody may decide about."""
        id = self.person(text)["person_id"]
        return {row["review_id"] for row in self.known.rows["checkpoint_approvers"] if row["person_id"] == id}

    def instant(self, text: str) -> datetime:
        """A time on the company's clock, or with a zone of its own."""
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            stop("usage", f"--until {text!r} is no time: write 2026-11-20T14:00.", self.as_json)
        return (at if at.tzinfo else at.replace(tzinfo=self.zone)).astimezone(UTC)

    def items(self, review: Any, who: Any, actions: list[str], owners: list[str], dues: list[str]) -> list[Any]:
        """Action items as they were given, one owner and one due date each."""
        from sales_pipeline.execution.action_items import Item

        if not len(actions) == len(owners) == len(dues):
            told = f"{n_of(len(actions), 'action')}, {n_of(len(owners), 'owner')}, {n_of(len(dues), 'due date')}"
            stop("usage", f"Each --action has one --owner and one --due; here are {told}.", self.as_json)
        today = clock.now().astimezone(self.zone).date()
        about, by, hours = (
            (review["review_id"], review["title"]),
            who["person_id"],
            self.company.checkpoints.action_hours,
        )
        return [
            Item(*about, one_line(action), role, self._due(day, today), today, by, hours, person_id=person_id)
            for action, (role, person_id), day in zip(actions, map(self._owner, owners), dues, strict=True)
        ]

    def _owner(self, text: str) -> tuple[str, str | None]:
        """A role, or a person with the role that person has."""
        from sales_pipeline.intake.contracts import ROLES

        if text in ROLES:
            return text, None
        person = self.person(text)
        return person["role"], person["person_id"]

    def _due(self, text: str, today: date) -> str:
        try:
            day = datetime.fromisoformat(text).date()
        except ValueError:
            stop("usage", f"--due {text!r} is no date: write 2026-11-20, or 2026-11-20 12:00.", self.as_json)
        if day < today:
            stop("usage", f"--due {text} has passed: name a day to come.", self.as_json)
        return text.replace("T", " ")

    def show(self, review: Any) -> None:
        """A checkpoint as text, or as JSON with its tables."""
        parts = {name: self.known.of(name, review["review_id"]) for name in self.known.rows}
        if self.as_json:
            print(json.dumps({**parts, "checkpoint_reviews": [review]}, indent=2, default=str))
            return
        print("\n".join(lines(review, parts, self.at)))

    def line(self, row: Any) -> str:
        outcome = f", {row['outcome']}" if row["outcome"] else ""
        title = titled(row["title"], row["subject_name"] or row["subject_id"])
        return f"{self.at(row['review_at'])}  {row['state'] + outcome:<18} {title}  [{row['review_id']}]"

    def at(self, at: datetime) -> str:
        return f"{at.replace(tzinfo=UTC).astimezone(self.zone):%Y-%m-%d %H:%M}"
