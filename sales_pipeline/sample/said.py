"""One thing that somebody says, at a minute of the working week."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Said:
    """An event before it has its number and link."""

    at: int
    kind: str
    subject: str
    person: str
    details: Mapping[str, str | int | bool | None] = field(default_factory=dict)
