"""Reads the entries of a plan into rows, field by field. What one field says of another part is checked in check.py."""

from decimal import Decimal
from typing import Any

import yaml

from sales_pipeline.calendar import monday_at_or_before
from sales_pipeline.intake.contracts import ROLES
from sales_pipeline.intake.contracts.plan import CARRIES, OPERATORS, PATTERNS, PER, RECURRENCES
from sales_pipeline.intake.plan import when
from sales_pipeline.intake.plan.draft import Draft, Due, Source
from sales_pipeline.intake.plan.entry import Entry
from sales_pipeline.intake.plan.faults import quoted, unknown
from sales_pipeline.intake.plan.known import Known, People

PLAN = ("initiatives",)
INITIATIVE = (
    "id", "title", "pattern", "tier", "owner", "recurs", "goal", "starts", "ends", "lead_days", "carries", "stages",
    "from_amount", "risks", "checkpoints", "tasks",
)  # fmt: skip
RISK = ("id", "risk", "mitigation", "owner")
CHECKPOINT = ("id", "title", "when", "needs", "approvers", "escalates_to", "criteria")
CRITERION = ("id", "says", "column", *OPERATORS)
WORK = ("id", "title", "role", "deliverable", "skills", "segment", "effort_hours", "depends_on", "due", "acceptance")
TASK = (*WORK, "checkpoint", "parallel", "per")
REQUEST = (*WORK, "requested_on", "requested_by", "goal", "tier", "carries", "parallel")
# fields of a file of the board that no request has: one may be a slip, two are a copy
OF_VIEW = ("made_by", "instance_id", "task_id", "initiative_id", "state", "state_since_at", "is_waiting", "digest")
NEEDED = ("id", "title", "role", "deliverable", "effort_hours", "due", "requested_on")
MAX_HOURS, MAX_DAYS, MAX_AMOUNT = Decimal(10_000), Decimal(366), Decimal(10**15)


class Reader:
    """Reads files into a draft, against the names that are known; where they aren't, names are taken as written."""

    def __init__(self, draft: Draft, known: Known | None, people: People | None) -> None:
        self.draft, self.known, self.people = draft, known, people

    def plan(self, node: Any, name: str) -> None:
        """The whole of workflow/plan.yaml."""
        whole = Entry(node, "a plan", name, self.draft.faults, PLAN)
        if not any(key.value == "initiatives" for key, _ in node.value):
            whole.fault(1, "a plan is a list under `initiatives:`; add it")
        for entry in whole.entries("initiatives", "an initiative", INITIATIVE):
            self._initiative(entry)

    def request(self, node: Any, name: str) -> None:
        """A task that was dropped as a file: an initiative of its own."""
        told = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        copied = [field for field in OF_VIEW if field in told]
        if len(copied) > 1:
            self.draft.faults.add(name, node.start_mark.line + 1, _copy(copied))
            return
        entry = Entry(node, "a request", name, self.draft.faults, REQUEST)
        asked_on, by, id = entry.day("requested_on", needed=True), entry.text("requested_by"), entry.id()
        if by is not None and self.people and by not in self.people.persons:
            entry.fault(entry.at("requested_by"), unknown("person", by, sorted(self.people.persons)))
        source = Source(name, monday_at_or_before(asked_on) if asked_on else None)
        tier, carries = entry.number("tier", Decimal(0), Decimal(4), 0), entry.choice("carries", CARRIES)
        role, title = entry.choice("role", ROLES), entry.text("title")
        if id and self.draft.name(id, "initiative", id, name, entry.at("id")):
            self.draft.rows["plan_initiatives"].append(source.row(
                entry.line, initiative_id=id, title=title, pattern="request", tier=tier or 0, owner_role=role,
                recurrence="once", goal=entry.text("goal"), carries=carries or "nothing", lead_days=0,
                requested_by_id=by,
            ))  # fmt: skip
        self._task(entry, source, id or "", "once")

    def _initiative(self, entry: Entry) -> None:
        id, recurs = entry.id(), entry.choice("recurs", RECURRENCES, needed=True)
        starts, ends = entry.day("starts", needed=recurs == "once"), entry.day("ends")
        if starts and ends and ends < starts:
            entry.fault(entry.at("ends"), f"ends {ends} lies before starts {starts}: correct one")
        source = Source(entry.name, monday_at_or_before(starts) if starts else None)
        row = source.row(
            entry.line, initiative_id=id, recurrence=recurs, ends_date=ends, title=entry.text("title", needed=True),
            pattern=entry.choice("pattern", PATTERNS[:-1], needed=True), goal=entry.text("goal"),
            tier=entry.number("tier", Decimal(0), Decimal(4), 0, needed=True),
            owner_role=entry.choice("owner", ROLES, needed=True),
            carries=entry.choice("carries", CARRIES, default="forecast"), lead_days=self._lead(entry, recurs),
            from_amount=entry.number("from_amount", Decimal(0), MAX_AMOUNT, 2),
        )  # fmt: skip
        self._deals(entry, source, id, recurs)
        if id and self.draft.name(id, "initiative", id, entry.name, entry.at("id")):
            self.draft.rows["plan_initiatives"].append(row)
        self._risks(entry, source, id)
        for inner in entry.entries("checkpoints", "a checkpoint", CHECKPOINT):
            self._checkpoint(inner, source, id or "", recurs)
        for inner in entry.entries("tasks", "a task", TASK):
            self._task(inner, source, id or "", recurs)

    def _lead(self, entry: Entry, recurs: str | None) -> Decimal:
        lead = entry.number("lead_days", Decimal(0), MAX_DAYS, 0)
        if lead and recurs in ("week", "deal", "once"):
            entry.fault(entry.at("lead_days"), f"lead_days belongs to what recurs by month or quarter, not {recurs}")
        return lead or Decimal(0)

    def _deals(self, entry: Entry, source: Source, id: str | None, recurs: str | None) -> None:
        """The stages at which deals pass this gate."""
        if recurs == "deal" and not entry.has("stages"):
            entry.fault(entry.line, "stages are missing: name those at which a deal passes this gate")
        for name in ("stages", "from_amount"):
            if entry.has(name) and recurs not in ("deal", None):
                entry.fault(entry.at(name), f"{name} belongs to what recurs by deal, not {recurs}")
        for word in entry.words("stages"):
            if self.people and word.text not in self.people.stages:
                entry.fault(word.line, unknown("stage", word.text, sorted(self.people.stages)))
            self.draft.rows["plan_stages"].append(source.row(word.line, initiative_id=id, stage_name=word.text))

    def _risks(self, entry: Entry, source: Source, id: str | None) -> None:
        seen: set[str] = set()
        for inner in entry.entries("risks", "a risk", RISK):
            risk_id = self._own_id(inner, seen)
            self.draft.rows["plan_risks"].append(source.row(
                inner.line, initiative_id=id, risk_id=risk_id, risk=inner.text("risk", needed=True),
                mitigation=inner.text("mitigation"), owner_role=inner.choice("owner", ROLES),
            ))  # fmt: skip

    def _checkpoint(self, entry: Entry, source: Source, initiative: str, recurs: str | None) -> None:
        id, text = entry.id(), entry.text("when", needed=True)
        found = when.moment(text, recurs) if text and recurs else None
        if text and recurs and found is None:
            entry.fault(entry.at("when"), f"when {quoted(text)} is not {when.FORMS[recurs][1]}: correct it")
        is_new = id is not None and self.draft.name(id, "checkpoint", initiative, entry.name, entry.at("id"))
        times = (found or when.When("", "date")).columns("when")
        del times["when_offset_hours"]
        row = source.row(
            entry.line, checkpoint_id=id, initiative_id=initiative, title=entry.text("title", needed=True),
            escalates_to_role=entry.choice("escalates_to", ROLES), **times,
        )  # fmt: skip
        self._needs(entry, source, id)
        self._approvers(entry, source, id)
        self._criteria(entry, source, id)
        if is_new:
            self.draft.rows["plan_checkpoints"].append(row)

    def _needs(self, entry: Entry, source: Source, id: str | None) -> None:
        for word in entry.words("needs"):
            is_gate = self.known is not None and word.text in self.known.gates
            if self.known and not is_gate and word.text not in self.known.deliverables:
                there = sorted(self.known.deliverables | self.known.gates)
                entry.fault(word.line, unknown("deliverable or gate", word.text, there))
            kind = "gate" if is_gate else "deliverable"
            self.draft.rows["plan_needs"].append(
                source.row(word.line, checkpoint_id=id, need=word.text, need_kind=kind)
            )

    def _approvers(self, entry: Entry, source: Source, id: str | None) -> None:
        words = entry.words("approvers")
        if not words:
            entry.fault(entry.at("approvers"), f"checkpoint {id} has no approver: name a role under approvers")
        for order, word in enumerate(words, 1):
            if word.text not in ROLES:
                entry.fault(word.line, unknown("role", word.text, ROLES))
            self.draft.rows["plan_approvers"].append(
                source.row(word.line, checkpoint_id=id, approver_order=order, role=word.text)
            )

    def _criteria(self, entry: Entry, source: Source, id: str | None) -> None:
        seen: set[str] = set()
        for inner in entry.entries("criteria", "a criterion", CRITERION):
            criterion_id, name = self._own_id(inner, seen), inner.text("column", needed=True)
            if name and self.known and name not in self.known.deal_columns:
                inner.fault(inner.at("column"), unknown("column", name, sorted(self.known.deal_columns)))
            operators = [each for each in OPERATORS if inner.has(each)]
            if len(operators) != 1:
                inner.fault(inner.line, f"a criterion says one of {', '.join(OPERATORS)}; this one {len(operators)}")
            operator = operators[0] if operators else "is"
            self.draft.rows["plan_criteria"].append(source.row(
                inner.line, checkpoint_id=id, criterion_id=criterion_id, says=inner.text("says", needed=True),
                column_name=name, operator=operator, value=inner.text(operator),
            ))  # fmt: skip

    def _own_id(self, entry: Entry, seen: set[str]) -> str | None:
        """An id that is unique among its kin."""
        id = entry.id()
        if id in seen:
            entry.fault(entry.at("id"), f"{id} is there twice: rename one")
        seen |= {id} if id else set()
        return id

    def _task(self, entry: Entry, source: Source, initiative: str, recurs: str | None) -> None:
        id, due = entry.id(), self._due(entry, recurs)
        per = entry.choice("per", PER, default="deal" if recurs == "deal" else "once")
        if recurs and per and (per == "deal") != (recurs == "deal"):
            entry.fault(entry.at("per"), "per: deal and recurs: deal belong together; correct one")
        row = source.row(
            entry.line, task_id=id, initiative_id=initiative, title=entry.text("title", needed=True),
            role=entry.choice("role", ROLES, needed=True), deliverable=self._deliverable(entry),
            segment=entry.text("segment"), per=per, effort_hours=self._effort(entry),
            is_parallel=entry.flag("parallel", True), acceptance=entry.text("acceptance"),
            **(due or when.When("", "date")).columns("due"),
        )  # fmt: skip
        for word in entry.words("skills"):
            self.draft.rows["plan_skills"].append(source.row(word.line, task_id=id, skill=word.text))
        for word in entry.words("depends_on"):
            self.draft.rows["plan_dependencies"].append(source.row(word.line, task_id=id, needs_id=word.text))
        if id and self.draft.name(id, "task", initiative, entry.name, entry.at("id")):
            self.draft.rows["plan_tasks"].append(row)
            if due:
                checkpoint = next(iter(entry.words("checkpoint")), None)
                self.draft.dues.append(Due(id, initiative, due, entry.name, entry.at("due"), checkpoint))

    def _due(self, entry: Entry, recurs: str | None) -> when.When | None:
        text = entry.text("due", needed=True)
        found = when.due(text, recurs) if text and recurs else None
        if text and recurs and found is None:
            entry.fault(entry.at("due"), f"due {quoted(text)} is not {when.expected(recurs)}: correct it")
        return found

    def _deliverable(self, entry: Entry) -> str | None:
        found = entry.text("deliverable", needed=True)
        if found and self.known and found not in self.known.deliverables:
            entry.fault(entry.at("deliverable"), unknown("deliverable", found, sorted(self.known.deliverables)))
        return found

    def _effort(self, entry: Entry) -> Decimal | None:
        """Hours; more than 0, for a task that takes none is no work."""
        return entry.number("effort_hours", Decimal("0.01"), MAX_HOURS, 2, needed=True)


def _copy(fields: list[str]) -> str:
    return (
        f"this is a copy of what the board shows (it says {', '.join(fields)}), which asks for nothing new: take it "
        f"away, or write a request with {', '.join(NEEDED)}; what is to be said of the task itself, say by "
        "`sales-pipeline task`"
    )
