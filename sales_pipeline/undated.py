"""The undated tables of a home: made together from its files when those change, and what a week sees of each."""

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

from sales_pipeline import contract, sql
from sales_pipeline.code_digest import code_digest
from sales_pipeline.company import Company
from sales_pipeline.engines import duckdb as engine
from sales_pipeline.home import Home
from sales_pipeline.intake import build as intake
from sales_pipeline.lake import Lake
from sales_pipeline.visible import Chain, Seen
from sales_pipeline.visible_chain import chain

# what is written beside the rows
_CHAIN_CODE = ("provenance.py", "visible_chain.py")


class Undated:
    """Makes and looks into the undated tables of one home. Raises what intake and the lake raise."""

    def __init__(self, home: Home, company: Company, lake: Lake, *, taken_in: bool = False) -> None:
        self.home, self.company, self.lake = home, company, lake
        self._is_taken_in = taken_in
        self._chains: dict[str, Chain] = {}

    def take_in(self) -> bool:
        """Make the tables if the files have changed; whether they had. All are made before one is replaced."""
        if self._is_taken_in:
            return False
        self.lake.sweep()
        known = names()
        parts = (intake.input_digest(self.home), self.company.digest, code_digest(*_CHAIN_CODE), known.digest)
        digest = hashlib.sha256("".join(parts).encode()).hexdigest()
        stale = any(self.lake.fingerprint(name) != digest for name in sql.undated())
        if stale:
            with engine.workspace(self.lake.root) as connection:
                intake.build(connection, self.home, self.company, known)
                staged = {name: self._stage(connection, name, digest) for name in sql.undated()}
            for name, aside in staged.items():
                self.lake.replace(aside, name)
        self._is_taken_in = True
        return stale

    def _stage(self, connection: Any, name: str, digest: str) -> Path:
        query = engine.typed(connection, name, f"SELECT * FROM {name}")
        made = chain(connection, name, name, self.company.zone)
        return self.lake.stage(connection, query, name, None, digest, made)

    def seen(self, name: str, week: date) -> Seen:
        """What a week sees of a table."""
        self.take_in()
        if name not in self._chains:
            self._chains[name] = Chain(self.lake, name, self.lake.chain(name), self.company.zone)
        return self._chains[name].seen(week)


def names() -> intake.Known:
    """The names of the graph that a plan of work may use."""
    columns = contract.columns(contract.catalogue()["pipeline_snapshot"])
    return intake.Known(sql.deliverables(), frozenset(sql.gates()), frozenset(c.name for c in columns))
