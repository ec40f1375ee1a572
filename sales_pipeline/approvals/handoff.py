"""validator_handoff.yaml: what lies in the folder, what was approved and by whom, so that others can check it alone."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import Any

from sales_pipeline.approvals.known import Known
from sales_pipeline.event_log import Event
from sales_pipeline.execution.approving import APPROVED
from sales_pipeline.lake import Lake
from sales_pipeline.render.run import Run, SignOff
from sales_pipeline.render.yaml_writer import yaml_text
from sales_pipeline.weeks import GATE_RESULTS


@cache
def schema() -> Mapping[str, Any]:
    """Its JSON Schema."""
    text = resources.files(__package__).joinpath("schemas", "validator_handoff.schema.json").read_text("utf-8")
    found: Mapping[str, Any] = json.loads(text)
    return found


def handoff(known: Known, run: Run, files: Mapping[str, bytes]) -> bytes:
    """The file, for final documents by name; equal approvals of equal content give equal bytes."""
    data = {
        "document": "validator_handoff", "schema": schema()["$id"], "status": run.status, "company": run.company,
        "week": run.week, "run_id": run.run_id, "settings_hash": run.settings_hash, "version": run.version,
        "content_digest": known.content.digest,
        "files": [_file(name, content) for name, content in sorted(files.items())],
        "approved_content": [{"part": name, "sha256": found} for name, found in known.content.parts],
        "approvals": [_approval(known, event) for event in approving(known)],
        "gates": [_gate(row) for row in Lake(known.home.lake).read(GATE_RESULTS, known.week).to_pylist()],
    }  # fmt: skip
    title = f"{schema()['title']} of {run.company}, week {run.week}: {run.status}"
    return yaml_text(data, schema(), f"{title}\n{schema()['description']}").encode()


def approving(known: Known) -> list[Event]:
    """The events of the approvals that stand, in the order of roles."""
    events = {event.seq: event for event in known.decisions}
    return [
        events[place.decision.number] for place in known.approval.places() if place.state == APPROVED and place.decision
    ]


def sign_offs(known: Known) -> tuple[SignOff, ...]:
    """The same as final documents print them."""
    return tuple(
        SignOff(row["role"], row["person_name"], row["decided_at"], row["reason"])
        for row in (_approval(known, event) for event in approving(known))
    )


def _file(name: str, content: bytes) -> dict[str, object]:
    return {"file": name, "sha256": hashlib.sha256(content).hexdigest(), "size_bytes": len(content)}


def _approval(known: Known, event: Event) -> dict[str, Any]:
    said = event.details
    kept = ("role", "content_digest", "run_id", "published_number", "nonce", "signature")
    return {
        "person_id": event.person, "person_name": known.approval.people[event.person]["person_name"],
        "decided_at": _utc(event.at), "until_at": _utc(str(said["until_at"])), "reason": said["note"],
        "event_number": event.seq, **{name: said.get(name) for name in kept},
    }  # fmt: skip


def _gate(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in schema()["properties"]["gates"]["items"]["properties"]}


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
