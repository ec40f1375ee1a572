"""Signatures are OpenSSH's: each side verifies what the other made, and what is not exactly that is refused (M6)."""

import base64
import struct
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sales_pipeline.approvals import sshsig
from sales_pipeline.approvals.sshsig import SignatureError, private_key, verified
from sales_pipeline_tests.approvals.keys import keygen, make_key, public, sign

MESSAGE = b'{\n "reason": "It holds: \xc3\xa9"\n}\n'


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_key(tmp_path_factory.mktemp("keys"), "id_ed25519")


def opened(key: Path) -> Ed25519PrivateKey:
    return private_key(key.read_bytes(), key.name)


def test_ssh_keygen_verifies_ours(key: Path, tmp_path: Path) -> None:
    (tmp_path / "signers").write_text(f'mia namespaces="sales-pipeline" {public(key)}\n')
    (tmp_path / "signature").write_text(sshsig.sign(opened(key), MESSAGE))
    said = keygen(
        "-Y", "verify", "-f", tmp_path / "signers", "-I", "mia", "-n", "sales-pipeline", "-s", tmp_path / "signature",
        given=MESSAGE,
    )  # fmt: skip
    assert b"Good" in said


@pytest.mark.parametrize("more", [(), ("-O", "hashalg=sha256")])
def test_we_verify_ssh_keygen_s(key: Path, more: tuple[str, ...]) -> None:
    found = verified(sign(key, MESSAGE, "sales-pipeline", *more), MESSAGE)
    assert found.fingerprint in keygen("-l", "-f", key).decode()


def test_both_make_the_same_bytes(key: Path) -> None:
    assert sshsig.sign(opened(key), MESSAGE) == sign(key, MESSAGE)


def blob_of(text: str) -> bytes:
    return base64.b64decode("".join(text.splitlines()[1:-1]))


def armoured(blob: bytes) -> str:
    return f"-----BEGIN SSH SIGNATURE-----\n{base64.b64encode(blob).decode()}\n-----END SSH SIGNATURE-----\n"


def test_every_cut_and_every_changed_byte_is_refused(key: Path) -> None:
    blob = blob_of(sign(key, MESSAGE))
    assert verified(armoured(blob), MESSAGE)
    for place in range(len(blob)):
        with pytest.raises(SignatureError):
            verified(armoured(blob[:place]), MESSAGE)
        with pytest.raises(SignatureError):
            verified(armoured(blob[:place] + bytes([blob[place] ^ 1]) + blob[place + 1 :]), MESSAGE)


@pytest.mark.parametrize(
    ("forged", "why"),
    [
        (lambda key: sign(key, MESSAGE, "file"), "made for 'file'"),
        (lambda key: sign(key, MESSAGE + b" "), "not of this statement"),
        (lambda key: armoured(blob_of(sign(key, MESSAGE)) + b"\0"), "more stands in it"),
        (lambda key: armoured(blob_of(sign(key, MESSAGE)).replace(b"sha512", b"sha256")), "not of this statement"),
        (lambda key: armoured(blob_of(sign(key, MESSAGE)).replace(b"sha512", b"sha384")), "hash 'sha384'"),
        (lambda key: armoured(blob_of(sign(key, MESSAGE)).replace(struct.pack(">I", 1), struct.pack(">I", 2), 1)), "1"),
        (lambda key: sign(key, MESSAGE).replace("SSH", "PGP"), "no SSH signature"),
        (lambda key: sign(key, MESSAGE).replace("A", "*", 1), "no Base64|no SSH signature"),
        (lambda key: "", "no SSH signature"),
        (lambda key: sign(make_key(key.parent / "rsa", "id_rsa", "rsa"), MESSAGE), "kind 'ssh-rsa'"),
        (lambda key: sign(make_key(key.parent / "ec", "id_ec", "ecdsa"), MESSAGE), "kind 'ecdsa"),
    ],
    ids=[
        "namespace",
        "message",
        "longer",
        "hash",
        "unknown-hash",
        "version",
        "armour",
        "base64",
        "none",
        "rsa",
        "ecdsa",
    ],
)
def test_what_is_no_signature_of_this_statement_is_refused(key: Path, tmp_path: Path, forged: object, why: str) -> None:
    own = make_key(tmp_path, "own")
    with pytest.raises(SignatureError, match=why):
        verified(forged(own), MESSAGE)  # type: ignore[operator]


def test_a_key_that_is_none_of_ours_says_what_to_do(key: Path, tmp_path: Path) -> None:
    rsa = make_key(tmp_path, "id_rsa", "rsa")
    with pytest.raises(SignatureError, match="make one with `ssh-keygen -t ed25519`"):
        private_key(rsa.read_bytes(), "id_rsa")
    with pytest.raises(SignatureError, match="no private key made by ssh-keygen"):
        private_key(b"nothing", "key")
    keygen("-q", "-t", "ed25519", "-N", "secret", "-f", tmp_path / "locked")
    with pytest.raises(SignatureError, match="has a passphrase: sign what --statement prints"):
        private_key((tmp_path / "locked").read_bytes(), "locked")
