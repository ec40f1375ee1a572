"""What a validator finds in a final week, from its files alone: the folder, its handoff, the published database, and
the log of events, which says what the handoff was when the week was made final.

Nothing here makes or draws anything: whoever has the files can ask the same questions.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, DecimalException
from pathlib import Path
from typing import Any, Literal

import duckdb
import yaml

from sales_pipeline import event_log
from sales_pipeline.approvals import signers, sshsig
from sales_pipeline.approvals.final_files import HANDOFF
from sales_pipeline.approvals.handoff import schema
from sales_pipeline.approvals.known import FINALISED
from sales_pipeline.approvals.statement import Statement
from sales_pipeline.company import Company
from sales_pipeline.content import digest_of, file_hash
from sales_pipeline.execution.approving import APPROVED, FORECAST
from sales_pipeline.home import Home
from sales_pipeline.render.yaml_writer import as_json, check

Row = Mapping[str, Any]
Kind = Literal["fixable", "blocked"]
OPERATIONS = "sales_operations"
FORECAST_FILE = "final_forecast.yaml"
# what reading a file that somebody wrote into may end with
_UNREADABLE = (
    OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError, AttributeError, DecimalException, RecursionError,
)  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """Something that keeps a final week from passing: whether it can be mended, what to do, and by whom."""

    kind: Kind
    what: str
    by: str

    def __str__(self) -> str:
        return f"{self.kind:<8} {self.what} ({self.by})"


def findings(home: Home, company: Company, week: str) -> list[Finding]:
    """Everything that is found of a week, in the order of its file, approvals and figures."""
    folder = home.finals / week
    if not folder.is_dir():
        return [_fixable(f"outputs/final/{week} is not there: approve the week, or `finalise` it if it is approved")]
    try:
        said: Any = as_json(yaml.safe_load((folder / HANDOFF).read_text(encoding="utf-8")))
        check(said, schema())
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValueError, RecursionError) as error:
        what = " ".join(str(error).split())[:160]
        return [_fixable(f"{HANDOFF} is not there or not as its schema says ({what}): `finalise` the week again")]
    return [
        *_handoff(home, week), *_files(folder, said), *_content(said, company, week), *_gates(said),
        *_approvals(said, company), *_signatures(home, said, company), *_database(home, folder, said),
    ]  # fmt: skip


def _handoff(home: Home, week: str) -> Iterator[Finding]:
    """Whether the handoff is the one that was noted when the week was made final, and anybody noted one."""
    noted = [e for e in event_log.read(home) if e.kind == FINALISED and e.details.get("week") == week]
    if not noted:
        yield _blocked(f"no event says that week {week} was made final: find out who put it there", OPERATIONS)
    # one made final before its hash was noted
    elif noted[-1].details.get("evidence_digest") not in (None, file_hash(home.finals / week / HANDOFF)):
        yield _fixable(f"{HANDOFF} is not the one that was made final: `finalise` the week again")


def _files(folder: Path, said: Row) -> Iterator[Finding]:
    listed = {row["file"]: row["sha256"] for row in said["files"]}
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {HANDOFF}
    for name in sorted({*listed, *there}):
        if name not in there:
            yield _fixable(f"{name} is missing: `finalise` the week again")
        elif name not in listed:
            yield _fixable(f"{name} is not in the handoff: take it away")
        elif file_hash(folder / name) != listed[name]:
            yield _fixable(f"{name} is not the file that was made final: `finalise` the week again")


def _content(said: Row, company: Company, week: str) -> Iterator[Finding]:
    if (said["company"], said["week"]) != (company.name, week):
        yield _blocked(f"the handoff is of {said['company']}, week {said['week']}", OPERATIONS)
    if digest_of({row["part"]: row["sha256"] for row in said["approved_content"]}) != said["content_digest"]:
        yield _blocked("the list of what was approved does not give the hash that was approved", OPERATIONS)


def _gates(said: Row) -> Iterator[Finding]:
    for gate in said["gates"]:
        if gate["state"] == "error":
            yield _blocked(f"gate {gate['gate']} does not hold: {gate['row_count']} rows", OPERATIONS)


def _approvals(said: Row, company: Company) -> Iterator[Finding]:
    roles, order = [row["role"] for row in said["approvals"]], company.approvals.roles
    for role in (*order, *roles):
        if role not in roles or role not in order:
            yield _blocked("nobody of this role approved" if role in order else "this role approves nothing", role)
    if roles != sorted(roles, key=lambda role: order.index(role) if role in order else len(order)):
        yield _blocked(f"approvals are not in the order of roles: {', '.join(roles)}", OPERATIONS)
    instants = [(_instant(row["decided_at"]), _instant(row["until_at"])) for row in said["approvals"]]
    last = max((decided for decided, _ in instants), default=datetime.max.replace(tzinfo=UTC))
    for row, (_, until) in zip(said["approvals"], instants, strict=True):
        if row["content_digest"] != said["content_digest"]:
            yield _blocked(f"{row['person_name']} approved another content", row["role"])
        if until <= last:
            yield _blocked(f"the approval of {row['person_name']} had expired when the last was given", row["role"])


def _signatures(home: Home, said: Row, company: Company) -> Iterator[Finding]:
    if company.approvals.signatures != "required":
        return
    for row in said["approvals"]:
        try:
            path = home.reference / signers.FILE
            allowed = signers.read(path.read_text(encoding="utf-8") if path.is_file() else "", company.zone)
            found = sshsig.verified(row["signature"] or "", _statement(said, row).message)
            signers.check(found, row["person_id"], _instant(row["decided_at"]), allowed)
        except sshsig.SignatureError as error:
            yield _blocked(f"the signature of {row['person_name']} does not hold: {error}", row["role"])


def _statement(said: Row, row: Row) -> Statement:
    """What was signed, put together again from the handoff."""
    until = _instant(row["until_at"]).replace(tzinfo=None).isoformat()
    return Statement(
        said["company"], FORECAST, said["week"], APPROVED, row["person_id"], row["role"], row["run_id"],
        row["content_digest"], row["published_number"], row["reason"], f"{until}Z", row["nonce"],
    )  # fmt: skip


def _database(home: Home, folder: Path, said: Row) -> Iterator[Finding]:
    """Whether the database holds the week that was approved, and the company's figures in it are those of the file."""
    try:
        with duckdb.connect(str(home.database), read_only=True) as connection:
            runs = connection.execute("SELECT run_id FROM publications WHERE week = ?", [said["week"]]).fetchall()
            if runs != [(said["run_id"],)]:
                which = f"run {runs[0][0]}" if runs else "no run"
                yield _fixable(
                    f"final is of run {said['run_id']}, analytics.duckdb of {which}: approve what is published now",
                    "approvers",
                )
                return
            yield from _figures(connection, folder, said)
    except duckdb.Error as error:
        yield _fixable(f"analytics.duckdb can't be read ({str(error).splitlines()[0]}): `sales-pipeline publish`")


def _figures(connection: duckdb.DuckDBPyConnection, folder: Path, said: Row) -> Iterator[Finding]:
    """Every amount that the file says of a node and period, by the name of the table's column."""
    asked = connection.execute("SELECT * FROM forecast_rollup WHERE week = ?", [said["week"]])
    names = [column[0] for column in asked.description or []]
    published = {
        (row["node_id"], row["period_id"]): row for row in (dict(zip(names, r, strict=True)) for r in asked.fetchall())
    }
    try:
        told = yaml.safe_load((folder / FORECAST_FILE).read_text(encoding="utf-8"))
        shown = {(n["node_id"], p["period_id"]): dict(_amounts(p)) for n in told["nodes"] for p in n["periods"]}
    except _UNREADABLE as error:
        yield _fixable(f"{FORECAST_FILE} can't be read ({type(error).__name__}): `finalise` the week again")
        return
    differing = [f"{node}, {period}" for node, period in sorted({*published, *shown}) if (node, period) not in shown]
    for (node, period), amounts in sorted(shown.items()):
        row = published.get((node, period), {})
        differing += [
            f"{name} of {node}, {period}"
            for name, amount in amounts.items()
            if name in names and row.get(name) != amount
        ]
    if differing:
        more = f" and {len(differing) - 1} more" if len(differing) > 1 else ""
        yield _blocked(f"{FORECAST_FILE} and analytics.duckdb differ: {differing[0]}{more}", OPERATIONS)


def _amounts(part: Row) -> Iterator[tuple[str, Decimal | None]]:
    for name, value in part.items():
        if isinstance(value, Mapping):
            yield from _amounts(value)
        elif name.endswith("_amount"):
            yield name, None if value is None else Decimal(str(value)).quantize(Decimal("0.01"))


def _instant(said: object) -> datetime:
    """An instant as the file says it; one that can't be read was at no time, so nothing holds by it."""
    try:
        at = datetime.fromisoformat(str(said))
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at


def _fixable(what: str, by: str = OPERATIONS) -> Finding:
    return Finding("fixable", what, by)


def _blocked(what: str, by: str) -> Finding:
    return Finding("blocked", what, by)
