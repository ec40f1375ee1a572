"""Signed approvals (M6): made by the command or by ssh-keygen, and over twenty forgeries that are refused."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sales_pipeline import event_log
from sales_pipeline.approvals.asked import RefusedError
from sales_pipeline.approvals.decide import decide, statement, unsound
from sales_pipeline.approvals.known import Known
from sales_pipeline.approvals.sshsig import private_key
from sales_pipeline.approvals.statement import Statement
from sales_pipeline.event_log import Event
from sales_pipeline.home import Home
from sales_pipeline_tests import tiny_home
from sales_pipeline_tests.approvals import keys
from sales_pipeline_tests.approvals.signing_home import WEEK, asked, known_of, require_signatures

ROLES = {"eve": "manager", "fay": "finance", "cora": "cro"}


@dataclass(frozen=True)
class Signing:
    """A home where approvals are signed, and the key of each person."""

    home: Home
    key: dict[str, Path]

    @property
    def known(self) -> Known:
        return known_of(self.home)

    def said(self, person: str = "eve") -> Statement:
        return statement(self.known, asked(self.home, person))

    def signature(self, said: Statement, person: str = "eve", *more: str) -> str:
        return keys.sign(self.key[person], said.message, *more)

    def hand_in(self, signature: str | None, person: str = "eve", *, yes: bool = True) -> Event:
        return decide(self.known, asked(self.home, person, yes=yes), signature=signature)

    def allow(self, text: str) -> None:
        tiny_home.put(self.home.root, "reference/allowed_signers", text)


@pytest.fixture
def signing(home: Home, tmp_path: Path) -> Signing:
    require_signatures(home)
    found = Signing(home, {person: keys.make_key(tmp_path / "keys", person) for person in (*ROLES, "mallory")})
    found.allow("".join(f"{person} {keys.public(found.key[person])}\n" for person in ROLES))
    return found


def test_signed_by_the_command_or_by_ssh_keygen(signing: Signing) -> None:
    decide(signing.known, asked(signing.home, "eve"), private_key(signing.key["eve"].read_bytes(), "key"))
    signing.hand_in(signing.signature(signing.said("fay"), "fay"), "fay")
    signing.hand_in(signing.signature(signing.said("cora"), "cora"), "cora")
    assert signing.known.approval.is_complete
    assert unsound(signing.known) == []


def test_what_was_signed_two_days_ago_still_holds_for_the_rest_of_its_time(signing: Signing) -> None:
    signed = signing.signature(signing.said())
    with pytest.raises(RefusedError, match="something in it was changed"):
        decide(known_of(signing.home, "2026-01-22T12:00:00Z"), asked(signing.home, "eve"), signature=signed)
    told = decide(known_of(signing.home, "2026-01-08T12:00:00Z"), asked(signing.home, "eve"), signature=signed)
    assert told.details["until_at"] == "2026-01-20T23:00:00Z"


def _other_name(signing: Signing) -> str:
    signing.allow(f"eve {keys.public(signing.key['mallory'])}\nfay {keys.public(signing.key['eve'])}\n")
    return signing.signature(signing.said())


def _with_option(option: str) -> Callable[[Signing], str]:
    def made(signing: Signing) -> str:
        signing.allow(f"eve {option} {keys.public(signing.key['eve'])}\n")
        return signing.signature(signing.said())

    return made


def _other(**changed: object) -> Callable[[Signing], str]:
    return lambda signing: signing.signature(replace(signing.said(), **changed))  # type: ignore[arg-type]


FORGERIES: dict[str, tuple[Callable[[Signing], str | None], str]] = {
    "unsigned": (lambda s: None, "Approvals are signed here"),
    "other key": (lambda s: s.signature(s.said(), "mallory"), "is nobody's in reference/allowed_signers"),
    "other namespace": (lambda s: s.signature(s.said(), "eve", "git"), "made for 'git', not for 'sales-pipeline'"),
    "other person's key": (lambda s: s.signature(s.said(), "fay"), "its key is fay's .* not eve's"),
    "key of another name": (_other_name, "its key is fay's .* not eve's"),
    "other reason": (_other(note="somebody else's words"), "something in it was changed"),
    "other week": (_other(week="2026-01-12"), "something in it was changed"),
    "other content": (_other(content_digest="0" * 64), "something in it was changed"),
    "other run": (_other(run_id="0" * 12), "something in it was changed"),
    "other publication": (_other(published_number=7), "something in it was changed"),
    "other word used once": (_other(nonce="0" * 32), "something in it was changed"),
    "other role": (_other(role="cro"), "something in it was changed"),
    "longer time": (_other(until_at="2036-01-01T00:00:00Z"), "something in it was changed"),
    "of a rejection": (_other(decision="rejected"), "something in it was changed"),
    "of another company": (_other(company="Other"), "something in it was changed"),
    "key expired": (_with_option('valid-before="20260101"'), "its key is not valid at 2026-01-06 12:00 UTC"),
    "key not yet valid": (_with_option('valid-after="20260107"'), "its key is not valid at"),
    "key for something else": (_with_option('namespaces="git"'), "may not sign for 'sales-pipeline'"),
    "truncated": (lambda s: s.signature(s.said())[:-60], "it is no SSH signature"),
    "no signers": (lambda s: s.allow("") or s.signature(s.said()), "is nobody's in reference/allowed_signers"),
}  # fmt: skip


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_is_refused_and_leaves_nothing(signing: Signing, name: str) -> None:
    forge, why = FORGERIES[name]
    before, signature = list(event_log.read(signing.home)), forge(signing)
    with pytest.raises(RefusedError, match=why):
        signing.hand_in(signature)
    assert list(event_log.read(signing.home)) == before


def test_a_signature_is_used_once(signing: Signing) -> None:
    """Handed in again after it was taken back by a rejection, or when it has expired, it is of another statement."""
    signed = signing.signature(signing.said())
    signing.hand_in(signed)
    later = known_of(signing.home, "2026-02-01T12:00:00Z")
    with pytest.raises(RefusedError, match="something in it was changed"):
        decide(later, asked(signing.home, "eve"), signature=signed)


def test_another_kind_of_key_is_refused(signing: Signing, tmp_path: Path) -> None:
    rsa = keys.make_key(tmp_path, "id_rsa", "rsa")
    with pytest.raises(RefusedError, match="of kind 'ssh-rsa': only ssh-ed25519 is taken"):
        signing.hand_in(keys.sign(rsa, signing.said().message))


def written(signing: Signing, person: str, **changed: object) -> None:
    """An approval put into the log by hand, its links right, as whoever can write the file can."""
    said = replace(signing.said(person), **changed)  # type: ignore[arg-type]
    details = {name: value for name, value in vars(said).items() if name not in ("company", "subject", "decision")}
    details.pop("person_id")
    signature = signing.signature(signing.said(person), person)
    now = datetime(2026, 1, 6, 13, tzinfo=UTC)
    event_log.append(signing.home, "approved", "forecast", person, {**details, "signature": signature}, now)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"note": "other words"}, "something in it was changed"),
        ({"until_at": "2036-01-01T00:00:00Z"}, "something in it was changed"),
        ({"published_number": 99}, "it is of no publication of this content"),
    ],
)
def test_an_event_that_was_changed_in_the_log_does_not_hold(
    signing: Signing, changed: dict[str, object], why: str
) -> None:
    written(signing, "eve", **changed)
    [said] = unsound(signing.known)
    assert re.match(r"The approval of eve \(event \d+\) does not hold: ", said)
    assert why in said


def test_an_event_copied_in_the_log_does_not_hold(signing: Signing) -> None:
    written(signing, "eve")
    assert unsound(signing.known) == []
    told = signing.known.decisions[0]
    event_log.append(signing.home, told.kind, told.subject, told.person, told.details, signing.known.now)
    assert "it was given before: each can be used once" in unsound(signing.known)[0]


def test_signatures_of_other_weeks_do_not_pass_for_this(signing: Signing) -> None:
    """The same event under another week: its statement says which it was."""
    written(signing, "eve")
    told = signing.known.decisions[0]
    other = Known(signing.home, signing.known.company, WEEK, signing.known.now)
    assert [event.details["week"] for event in other.decisions] == ["2026-01-05"]
    moved = {**told.details, "week": "2026-01-12"}
    event_log.append(signing.home, "published", "2026-01-12", event_log.SYSTEM, {
        "week": "2026-01-12", "run_id": told.details["run_id"], "content_digest": told.details["content_digest"],
    }, signing.known.now)  # fmt: skip
    event_log.append(signing.home, told.kind, told.subject, told.person, moved, signing.known.now)
    found = Known(signing.home, signing.known.company, WEEK.replace(day=12), signing.known.now)
    assert "it is of no publication of this content" in unsound(found)[0]
