"""A message: what one person is told in one sending, as it is kept before anything is sent.

Its id follows from what it tells to whom, so a message that is sent again is known as the same one by a server that
looks at the id.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from sales_pipeline import files
from sales_pipeline.home import Home


@dataclass(frozen=True)
class Message:
    """What is told: `keys` name the notifications in it, `attached` files below the folder of the week's messages."""

    message_id: str
    week: str
    person_id: str
    person_name: str
    email: str | None
    channel: str
    subject: str
    text: str
    written_at: str
    keys: tuple[str, ...]
    attached: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """What a server said; `wait_seconds` where it asked to be left alone for a while."""

    is_accepted: bool
    said: str
    wait_seconds: int = 0


def id_of(person_id: str, channel: str, keys: Iterable[str]) -> str:
    """The id of a message that tells these notifications."""
    return hashlib.sha256("\n".join([person_id, channel, *sorted(keys)]).encode()).hexdigest()[:32]


def keep(home: Home, message: Message) -> None:
    """Write down a message before it is sent."""
    text = json.dumps(asdict(message), ensure_ascii=False, indent=1)
    files.put(_path(home, message.week, message.message_id), text.encode("utf-8"))


def kept(home: Home, week: str, message_id: str) -> Message | None:
    """A message as it was written down; None where somebody took it away."""
    path = _path(home, week, message_id)
    if not path.is_file():
        return None
    found = json.loads(path.read_text(encoding="utf-8"))
    return Message(**{**found, "keys": tuple(found["keys"]), "attached": tuple(found["attached"])})


def attach(home: Home, week: date, path: Path) -> str:
    """Keep a file that goes with messages as it is now, whatever becomes of it; its name below the messages."""
    content = path.read_bytes()
    name = f"attached/{hashlib.sha256(content).hexdigest()[:16]}/{path.name}"
    target = home.messages(week) / name
    if not target.is_file():
        files.put(target, content)
    return name


def attachments(home: Home, message: Message) -> list[Path]:
    """The files that go with a message."""
    return [home.messages(date.fromisoformat(message.week)) / name for name in message.attached]


def _path(home: Home, week: str, message_id: str) -> Path:
    return home.messages(date.fromisoformat(week)) / f"{message_id}.json"
