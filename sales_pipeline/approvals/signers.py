"""Whose key is whose: reference/allowed_signers, in OpenSSH's format, each principal a person's id.

A line: `person_id[,person_id] [options] ssh-ed25519 KEY [comment]`. Options: valid-after, valid-before, namespaces.
What would let a key speak for people who are not named (patterns, certificates) is refused.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from typing import Any
from zoneinfo import ZoneInfo

from sales_pipeline.approvals.sshsig import KEY_TYPE, NAMESPACE, Signature, SignatureError, public_key

FILE = "allowed_signers"
_OPTION = re.compile(r'([a-z-]+)(?:="([^"]*)")?(?:,|$)', re.IGNORECASE)
_FORMATS = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}


@dataclass(frozen=True)
class Signer:
    """One line: who may sign with a key, and from when until when."""

    people: tuple[str, ...]
    key: bytes
    valid_after: datetime | None = None
    valid_before: datetime | None = None
    namespaces: tuple[str, ...] = ("*",)


def check(signature: Signature, person: str, at: datetime, signers: list[Signer]) -> None:
    """SignatureError unless the key is one that this person could sign approvals with at that instant."""
    lines = [signer for signer in signers if signer.key == signature.key]
    if not lines:
        raise SignatureError(f"its key {signature.fingerprint} is nobody's in reference/{FILE}")
    own = [signer for signer in lines if person in signer.people]
    if not own:
        raise SignatureError(f"its key is {', '.join(lines[0].people)}'s in reference/{FILE}, not {person}'s")
    purpose = [signer for signer in own if any(fnmatchcase(NAMESPACE, each) for each in signer.namespaces)]
    if not purpose:
        raise SignatureError(f"its key may not sign for {NAMESPACE!r} by reference/{FILE}")
    if not any(_holds(signer, at) for signer in purpose):
        raise SignatureError(f"its key is not valid at {at.astimezone(UTC):%Y-%m-%d %H:%M} UTC by reference/{FILE}")


def _holds(signer: Signer, at: datetime) -> bool:
    after, before = signer.valid_after, signer.valid_before
    return (after is None or at >= after) and (before is None or at < before)


def read(text: str, zone: ZoneInfo) -> list[Signer]:
    """Every line of the file; times without Z are the company's. SignatureError names the line that is wrong."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.strip().startswith("#"):
            try:
                found.append(_signer(line.strip(), zone))
            except SignatureError as error:
                raise SignatureError(f"reference/{FILE}, line {number}: {error}; correct the line") from error
    return found


def _signer(line: str, zone: ZoneInfo) -> Signer:
    principals, _, rest = line.partition(" ")
    people = tuple(principals.strip('"').split(","))
    if any(re.search(r"[*?!]", person) or not person for person in people):
        raise SignatureError(f"{principals} is a pattern: name each person by its id")
    options, kind, key = _fields(rest.strip())
    if kind != KEY_TYPE.decode():
        raise SignatureError(f"a key of kind {kind!r}: only {KEY_TYPE.decode()} is taken")
    try:
        blob = base64.b64decode(key, validate=True)
    except binascii.Error as error:
        raise SignatureError("the key is no Base64") from error
    return Signer(people, public_key(blob), **_options(options, zone))


def _fields(rest: str) -> tuple[str, str, str]:
    """Options, kind of key and key: options may hold blanks between quotes."""
    found = re.match(r'(?:((?:[^"\s]|"[^"]*")+)\s+)??((?:ssh|ecdsa|sk)-\S+)\s+(\S+)', rest)
    if not found:
        raise SignatureError("no key stands in it")
    return found[1] or "", found[2], found[3]


def _options(text: str, zone: ZoneInfo) -> dict[str, Any]:
    found: dict[str, Any] = {}
    place = 0
    while place < len(text):
        option = _OPTION.match(text, place)
        name = option[1].lower() if option else text[place:]
        if option is None or name not in ("valid-after", "valid-before", "namespaces"):
            raise SignatureError(f"{name} is no option that is taken here")
        value = option[2] or ""
        found[name.replace("-", "_")] = tuple(value.split(",")) if name == "namespaces" else _instant(value, zone)
        place = option.end()
    return found


def _instant(text: str, zone: ZoneInfo) -> datetime:
    digits = text.removesuffix("Z")
    try:
        at = datetime.strptime(digits, _FORMATS.get(len(digits), "%Y"))
    except ValueError as error:
        raise SignatureError(f"{text!r} is no time like 20261231 or 20261231235959Z") from error
    return at.replace(tzinfo=UTC if text.endswith("Z") else zone)
