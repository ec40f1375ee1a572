"""Writes a sample home. Deals stream from their numbers to the files; nothing is kept of them but sums."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from sales_pipeline.sample import abilities, added, company_text, engagement, log, quotas, reference, stages, work
from sales_pipeline.sample.accounts import Accounts
from sales_pipeline.sample.catalogue import PRODUCTS
from sales_pipeline.sample.days import NOW, instant
from sales_pipeline.sample.deals import Deals
from sales_pipeline.sample.dirt import FLAWS, Dirt
from sales_pipeline.sample.draws import Draws
from sales_pipeline.sample.life import Life
from sales_pipeline.sample.organisation import Organisation
from sales_pipeline.sample.past_calls import PastCalls
from sales_pipeline.sample.plot import events, is_deleted
from sales_pipeline.sample.position import Position
from sales_pipeline.sample.rates import Rates
from sales_pipeline.sample.submissions import Calls
from sales_pipeline.sample.tables import (
    CRM,
    REFERENCE,
    SUBMISSION,
    TRUTH,
    Row,
    account_row,
    contact_rows,
    history_rows,
    money,
    opportunity_row,
    truth_row,
)
from sales_pipeline.sample.watched import Watched
from sales_pipeline.sample.writer import Files, SampleError, Table

_FAR = date(2031, 1, 1).toordinal()


def generate(
    home: Path, opportunities: int = 1500, seed: int = 1, progress: Callable[[int], None] | None = None
) -> None:
    """Write a complete home; `progress` hears now and then how many opportunities are done.

    The folder must be new or empty, or hold an earlier sample, whose files are replaced; else SampleError.
    """
    if opportunities < 1:
        raise SampleError(f"{opportunities} opportunities can't be made: ask for 1 or more.")
    with Files(home) as files:
        sample = _Sample(files, opportunities, seed)
        sample.write(progress or (lambda done: None))
        told = sample.write_work(home)
        files.mark(opportunities=opportunities, seed=seed, events=told)


class _Sample:
    """One sample while it is written."""

    def __init__(self, files: Files, opportunities: int, seed: int) -> None:
        self._files, self._count, self._seed = files, opportunities, seed
        self._organisation = Organisation(seed, opportunities)
        self._accounts = Accounts(seed, opportunities, self._organisation)
        self._deals = Deals(seed, opportunities, self._organisation, self._accounts)
        self._rates = Rates(seed)
        self._position = Position(self._rates)
        plan = work.plan()
        self._watched = Watched(plan, self._rates, log.WEEKS)
        self._log = log.Log(seed, self._organisation, plan, self._watched)
        self._dirt = files.table("truth/dirt.csv", "file,line,kind,column,is_unusable")
        self._truth = files.table("truth/deals.csv", TRUTH)
        self._crm = {name: self._table(name) for name in CRM}

    def _table(self, name: str) -> Table:
        dirt = Dirt(name, CRM[name], Draws(self._seed, "dirt", name), self._dirt.write) if name in FLAWS else None
        return self._files.table(f"crm/{name}.csv", CRM[name], dirt)

    def write(self, progress: Callable[[int], None]) -> None:
        self._files.text("company.yaml", company_text.company_yaml())
        self._files.text("README.md", company_text.README)
        self._files.text("crm/mapping.yaml", company_text.MAPPING_YAML)
        self._files.text("workflow/plan.yaml", work.plan_yaml())
        self._files.text("tasks/pending/explain_emea_pushes.yaml", work.REQUEST_YAML)
        self._files.text(abilities.CALENDAR_FILE, abilities.CALENDAR)
        self._write_accounts()
        for number in range(self._count):
            self._write_deal(number)
            if number % 500 == 499:
                progress(number + 1)
        self._write_reference()
        self._calls = calls = Calls(self._seed, self._organisation, self._position)
        for path, rows in (*PastCalls(self._seed, self._position, calls).files(), *calls.files()):
            self._files.table(f"submissions/{path}", SUBMISSION).write(rows)
        progress(self._count)

    def write_work(self, home: Path) -> int:
        """What people said of their work, once all they speak of is there; how many events that are."""
        told = dict(self._log.files(self._calls))
        for _, path, text in self._log.minutes():
            # of a review that was held
            if any(path in lines for lines in told.values()):
                self._files.text(path, text)
        is_there = added.stays(home, told)
        for path, lines in told.items():
            if is_there:
                self._files.stays(path)
            else:
                self._files.text(path, lines)
        return sum(lines.count("\n") for lines in told.values())

    def _write_accounts(self) -> None:
        crm = self._crm
        crm["Product2"].write((p.id, p.name, p.family, money(p.price), "USD") for p in PRODUCTS)
        for number in range(self._accounts.count):
            account = self._accounts.account(number)
            crm["Account"].write([account_row(account)])
            crm["Contact"].write(contact_rows(account, Draws(self._seed, "contacts", number)))

    def _write_deal(self, number: int) -> None:
        deal, draws = self._deals.deal(number)
        plot = events(deal, self._organisation, draws)
        life = Life(deal, draws).play(plot, _FAR)
        known = [change for change in life if change.day < NOW]
        crm = self._crm
        crm["Opportunity"].write([opportunity_row(deal, known)])
        crm["OpportunityHistory"].write(history_rows(deal, known))
        created = instant(known[0].day, known[0].minute)
        crm["OpportunityLineItem"].write(
            (deal.id, line.product.id, line.quantity, money(line.total), created) for line in deal.lines
        )
        extra = Draws(self._seed, "around", number)
        crm["OpportunityContactRole"].write(engagement.contact_role_rows(deal, extra))
        crm["Task"].write(engagement.activity_rows(deal, known, extra))
        crm["OpportunitySplit"].write(engagement.split_rows(deal, self._organisation, extra))
        self._truth.write([truth_row(deal, life[-1], is_deleted(plot))])
        self._position.add(deal, known)
        self._watched.add(deal, known)

    def _write_reference(self) -> None:
        rows: dict[str, Iterator[Row]] = {
            "people": reference.people_rows(self._organisation),
            "organisation_nodes": reference.node_rows(),
            "organisation_members": reference.member_rows(self._organisation),
            "stages": iter(stages.reference_rows()),
            "quotas": quotas.quota_rows(self._organisation, self._count),
            "plans": quotas.plan_rows(self._count),
            "exchange_rates": iter(self._rates.reference_rows()),
            "waivers": iter(()),
            "skills": abilities.skill_rows(self._seed, self._organisation),
            "availability": abilities.availability_rows(self._seed, self._organisation),
        }
        for name, content in rows.items():
            self._files.table(f"reference/{name}.csv", REFERENCE[name]).write(content)
