"""Events that runs added to a sample's log: they follow the sample's own, and would follow no others."""

from collections.abc import Mapping
from pathlib import Path

from sales_pipeline.sample.writer import SampleError, marked


def stays(home: Path, made: Mapping[str, str]) -> bool:
    """Whether a home's log stays as it is, because it goes on from the events made; SampleError if it goes on from
    others."""
    lines = b"".join(path.read_bytes() for path in sorted((home / "events").glob("*.jsonl")))
    if lines.count(b"\n") <= marked(home, "events"):
        return False
    if lines.startswith("".join(made.values()).encode()):
        return True
    raise SampleError(
        f"{home / 'events'} holds events that were told after those of the earlier sample, and would not follow those "
        "of this one: delete that folder, or name another one for the sample."
    )
