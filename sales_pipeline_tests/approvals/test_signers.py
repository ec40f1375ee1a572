"""reference/allowed_signers: whose key is whose, from when until when; no line lets anybody sign."""

import base64
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from sales_pipeline.approvals.signers import check, read
from sales_pipeline.approvals.sshsig import Signature, SignatureError, key_blob

BERLIN = ZoneInfo("Europe/Berlin")
KEY, OTHER = b"k" * 32, b"o" * 32
NOON = datetime(2026, 11, 17, 11, tzinfo=UTC)


def line(principals: str = "mia", options: str = "", key: bytes = KEY) -> str:
    text = base64.b64encode(key_blob(key)).decode()
    return f"{principals} {options + ' ' if options else ''}ssh-ed25519 {text} a comment\n"


def signature(key: bytes = KEY) -> Signature:
    return Signature(key, b"sales-pipeline", b"sha512", b"")


@pytest.mark.parametrize(
    "text",
    [
        line(),
        "# who signs\n\n" + line("ann,mia"),
        line(options='namespaces="git,sales-*"'),
        line(options='valid-after="20261101",valid-before="20261231235959Z"'),
        # noon of the company is 11:00 UTC
        line(options='valid-after="202611171200"'),
        line(options='valid-before="20261101"') + line(),
    ],
)
def test_a_key_speaks_for_whom_it_names(text: str) -> None:
    check(signature(), "mia", NOON, read(text, BERLIN))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (line(key=OTHER), "is nobody's in reference/allowed_signers"),
        (line("ann"), "is ann's in reference/allowed_signers, not mia's"),
        (line(options='namespaces="git"'), "may not sign for 'sales-pipeline'"),
        (line(options='valid-before="20261117"'), "is not valid at 2026-11-17 11:00 UTC"),
        (line(options='valid-after="202611171201"'), "is not valid"),
        (line(options='valid-before="20261117110000Z"'), "is not valid"),
    ],
)
def test_and_for_nobody_else(text: str, why: str) -> None:
    with pytest.raises(SignatureError, match=why):
        check(signature(), "mia", NOON, read(text, BERLIN))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (line("*"), r"\* is a pattern: name each person by its id"),
        (line("!ann,mia"), "is a pattern"),
        (line(options="cert-authority"), "cert-authority is no option that is taken"),
        (line(options='valid-before="tomorrow"'), "'tomorrow' is no time like 20261231"),
        ("mia ssh-rsa AAAA\n", "only ssh-ed25519 is taken"),
        ("mia ssh-ed25519 AAAA\n", "it is cut short"),
        ("mia ssh-ed25519 ????\n", "no Base64"),
        ("mia\n", "no key stands in it"),
    ],
)
def test_a_line_that_is_wrong_is_named(text: str, why: str) -> None:
    with pytest.raises(SignatureError, match=rf"reference/allowed_signers, line 2: .*{why}.*; correct the line"):
        read("# keys\n" + text, BERLIN)
