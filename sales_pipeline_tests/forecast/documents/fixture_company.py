"""A small fictional company in plain rows, any size and with any part missing: its tree, its deals, its moves."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

Row = dict[str, Any]
WEEK = date(2026, 11, 23)
REGIONS = ("Americas", "EMEA", "APAC", "LATAM", "Nordics", "Iberia")
FIRST = ("Noor", "Ines", "Dev", "Kara", "Hugo", "Grace", "Ben", "Priya", "Tom", "Maya", "Jonas", "Elena")
LAST = ("Haddad", "Costa", "Patel", "Boyle", "Weber", "Kimura", "Okoro", "Larsen", "Silva", "Novak")
ACCOUNTS = (
    "Lakeshore Retail",
    "Orchard Foods",
    "Falcon Materials",
    "Harbor Insurance",
    "Beacon Motors",
    "Keystone Health",
    "Granite Logistics",
    "Cedar Foods",
    "Summit Energy",
    "Copper Materials",
    "Bluepeak Media",
)
STAGES = (
    ("Discovery", "pipeline", "0.10"),
    ("Qualification", "pipeline", "0.20"),
    ("Proposal", "best_case", "0.40"),
    ("Negotiation", "most_likely", "0.60"),
    ("Contract", "commit", "0.85"),
)
CATEGORIES = ("commit", "most_likely", "best_case", "pipeline", "omitted")


def draw(key: str, below: int) -> int:
    """A whole number below a bound, the same on every machine."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big") % below


@dataclass(frozen=True)
class Shape:
    """What the company has. regions=0 puts the representatives right below the company; size is the amount of a usual
    deal; closes says that a period was just closed; stretch is the size of quotas, in percent of the
    usual; rename changes what the CRM calls a thing (kind, plain name)."""

    regions: int = 3
    teams: int = 2
    representatives: int = 4
    deals: int = 9
    size: int = 60_000
    targets: bool = True
    calls: bool = True
    last_week: bool = True
    moves: bool = True
    record: bool = True
    gates: bool = True
    close_dates: bool = True
    monthly: bool = False
    closes: bool = False
    stretch: int = 100
    rename: Callable[[str, str], str] = lambda kind, name: name

    @property
    def period(self) -> tuple[str, str, date, date]:
        """Id, label, first day, day after the last."""
        if self.monthly:
            return "2026-11", "Nov 2026", date(2026, 11, 1), date(2026, 12, 1)
        return "FY2026-Q4", "Q4 FY26", date(2026, 10, 1), date(2027, 1, 1)

    @property
    def next_period(self) -> tuple[str, str]:
        return ("2026-12", "Dec 2026") if self.monthly else ("FY2027-Q1", "Q1 FY27")


class Company:
    """Rows of a shape."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape

    @cached_property
    def nodes(self) -> list[Row]:
        """The tree in reading order: node_id, node_name, parent_node_id, level, depth, sort_key."""
        rows = [self._node("co", "Example Co", None, "company", 0, "")]
        for region in range(self.shape.regions):
            name = REGIONS[region % len(REGIONS)] + (f" {region // len(REGIONS) + 1}" if region >= len(REGIONS) else "")
            rows.append(self._node(f"r{region}", name, rows[0], "region", 1, ""))
            above = rows[-1]
            for team in range(self.shape.teams):
                rows.append(self._node(f"r{region}t{team:02}", f"{name} {team + 1}", above, "team", 2, ""))
                self._add_people(rows, rows[-1])
            if not self.shape.teams:
                self._add_people(rows, above)
        if not self.shape.regions:
            self._add_people(rows, rows[0])
        return rows

    def _add_people(self, rows: list[Row], unit: Row) -> None:
        for person in range(self.shape.representatives):
            number = sum(row["level"] == "representative" for row in rows)
            name = f"{FIRST[number % len(FIRST)]} {LAST[(number * 7 + number // len(FIRST)) % len(LAST)]}"
            rows.append(
                self._node(
                    f"{unit['node_id']}p{person}", name, unit, "representative", unit["depth"] + 1, f"{number:04}"
                )
            )

    def _node(self, id: str, name: str, parent: Row | None, level: str, depth: int, extra: str) -> Row:
        shown = self.shape.rename(level, name)
        key = (parent["sort_key"] + " / " if parent else "") + id + extra
        return {
            "node_id": id,
            "node_name": shown,
            "parent_node_id": parent and parent["node_id"],
            "level": level,
            "depth": depth,
            "sort_key": key,
        }

    @cached_property
    def people(self) -> list[Row]:
        return [node for node in self.nodes if node["level"] == "representative"]

    def under(self, node_id: str) -> set[str]:
        """The node and all below it."""
        found = {node_id}
        for node in self.nodes:
            if node["parent_node_id"] in found:
                found.add(node["node_id"])
        return found

    @cached_property
    def deals(self) -> list[Row]:
        """Open and won deals of the period with what pipeline_snapshot says of them."""
        return [self._deal(person, n) for person in self.people for n in range(self.shape.deals)]

    def _deal(self, person: Row, n: int) -> Row:
        key = f"{person['node_id']}-{n}"
        period, _, start, stop = self.shape.period
        won = n % 3 == 2
        stage, category, chance = STAGES[draw(key + "stage", len(STAGES))]
        amount = (
            Decimal(self.shape.size * (20 + draw(key + "amount", 180)) // 100)
            + Decimal(draw(key + "cents", 100) if self.shape.size else 0) / 100
        )
        close = (
            start + timedelta(draw(key + "close", (WEEK - start).days)) if won else WEEK + timedelta(draw(key, 38) - 4)
        )
        close = min(close, stop - timedelta(1))
        shown = close if won or (self.shape.close_dates and draw(key + "dated", 25)) else None
        units = self._units_above(person)
        account = ACCOUNTS[draw(key + "account", len(ACCOUNTS))]
        return {
            "opportunity_id": key,
            "opportunity_name": self.shape.rename("deal", f"{account} {2024 + n % 3}"),
            "account_id": f"a{draw(key + 'account', len(ACCOUNTS))}",
            "account_name": self.shape.rename("account", account),
            "owner_id": person["node_id"],
            "node_id": person["node_id"],
            "node_name": person["node_name"],
            "team_node_id": units[-1]["node_id"],
            "team_name": units[-1]["node_name"],
            "region_node_id": units[0]["node_id"],
            "region_name": units[0]["node_name"],
            "segment": ("Enterprise", "Mid-Market", "SMB")[draw(key + "segment", 3)],
            "opportunity_type": ("new", "expansion", "renewal")[draw(key + "type", 3)],
            "product_family": ("Platform", "Services")[draw(key + "family", 2)],
            "state": "won" if won else "open",
            "stage_name": "Won" if won else stage,
            "stage_order": 6 if won else [s[0] for s in STAGES].index(stage) + 1,
            "category": "closed" if won else category,
            "category_source": "stage",
            "stated_probability": Decimal(1) if won else Decimal(chance),
            "currency": "USD",
            "amount_local": amount,
            "rate": Decimal(1),
            "amount": amount,
            "has_amount": amount != 0,
            "created_date": start - timedelta(draw(key + "created", 200)),
            "close_date": shown,
            "due_date": close,
            "due_bucket": "overdue" if close < WEEK and not won else "this_period",
            "due_period_id": period,
            "is_in_period": True,
            "is_closed_elsewhere": False,
            "push_count": draw(key + "push", 4) if not won else 0,
            "last_changed_date": WEEK - timedelta(1 + draw(key + "changed", 60)),
            "activity_count": draw(key + "act", 9),
            "contact_count": 1 + draw(key + "contact", 3),
            "is_split": False,
            "source_file": "crm/Opportunity.csv",
            "next_step": None if draw(key + "next", 4) == 0 else self.shape.rename("next_step", "Send the order form"),
            "source_line": 2 + draw(key + "line", 5000),
        }

    def _units_above(self, person: Row) -> list[Row]:
        by_id, path, at = {node["node_id"]: node for node in self.nodes}, [], person["parent_node_id"]
        while at is not None:
            path.insert(0, by_id[at])
            at = by_id[at]["parent_node_id"]
        return path[1:] or path

    @cached_property
    def moves(self) -> list[Row]:
        """Deals that moved: bridge, against, bucket, amount, node_id and the deal."""
        if not self.shape.moves:
            return []
        return [
            move
            for against in ("last_week", "period_start")
            for deal in self.deals
            for move in self._moves(deal, against)
        ]

    def _moves(self, deal: Row, against: str) -> list[Row]:
        recent, luck = against == "last_week", draw(deal["opportunity_id"] + against, 60)
        base = {"against": against, "node_id": deal["node_id"], "deal": deal}
        if deal["state"] == "won":
            gone = base | {"bridge": "open_pipeline", "bucket": "won", "amount": -deal["amount"]}
            came = base | {"bridge": "closed_won", "bucket": "won", "amount": deal["amount"]}
            return [gone, came] if luck < 9 or not recent else []
        names = ("new", "pulled_in", "increased", "decreased", "pushed_out", "lost", "omitted")
        place = luck if recent else luck // 2
        if place >= len(names):
            return []
        name = names[place]
        part = deal["amount"] if name in ("new", "pulled_in") else (deal["amount"] / 5).quantize(Decimal("0.01"))
        sign = 1 if name in ("new", "pulled_in", "increased") else -1
        return [base | {"bridge": "open_pipeline", "bucket": name, "amount": sign * part}]
