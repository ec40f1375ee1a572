"""What is wrong with a plan, gathered and then told in one refusal."""

from dataclasses import dataclass, field
from difflib import get_close_matches

from sales_pipeline.intake.errors import InputError

SHOWN_CHARACTERS = 80


@dataclass
class Faults:
    """Faults of all files read so far."""

    found: list[tuple[str, int, str]] = field(default_factory=list)

    def add(self, name: str, line: int, text: str) -> None:
        self.found.append((name, line, text))

    def refuse(self) -> None:
        """InputError with every fault, by file and line, if there is one."""
        if self.found:
            raise InputError("\n".join(f"{name}, line {line}: {text}" for name, line, text in sorted(set(self.found))))


def quoted(value: str) -> str:
    """A value as a message shows it: on one line, and no longer than a line."""
    return repr(value if len(value) <= SHOWN_CHARACTERS else f"{value[:SHOWN_CHARACTERS]}…")


def unknown(kind: str, value: str, there: list[str], shown: int = 12) -> str:
    """That a name isn't known, and which might be meant."""
    near = get_close_matches(value[:SHOWN_CHARACTERS], there, n=1)
    if near:
        return f"{kind} {quoted(value)} is not known: did you mean {near[0]}?"
    listed = f"there are {', '.join(there[:shown])}" if there else "there is none"
    more = f" and {len(there) - shown} more" if len(there) > shown else ""
    return f"{kind} {quoted(value)} is not known: {listed}{more}"
