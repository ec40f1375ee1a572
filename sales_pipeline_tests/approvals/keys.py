"""Keys and signatures made by ssh-keygen itself, as a person makes them."""

import shutil
import subprocess
from pathlib import Path

import pytest

KEYGEN = shutil.which("ssh-keygen")


def keygen(*arguments: str | Path, given: bytes = b"") -> bytes:
    """What ssh-keygen prints; a machine without it can't prove that signatures are OpenSSH's."""
    if KEYGEN is None:
        pytest.fail("ssh-keygen is missing: install openssh-client (apt-get install openssh-client)")
    done = subprocess.run([KEYGEN, *arguments], input=given, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode() + done.stdout.decode()
    return done.stdout


def make_key(folder: Path, name: str, kind: str = "ed25519") -> Path:
    """The private key's file; the public one lies beside it with `.pub`."""
    path = folder / name
    folder.mkdir(parents=True, exist_ok=True)
    keygen("-q", "-t", kind, "-N", "", "-C", name, "-f", path)
    return path


def public(key: Path) -> str:
    """Kind and key, as allowed_signers has them."""
    return " ".join(key.with_name(key.name + ".pub").read_text().split()[:2])


def sign(key: Path, message: bytes, namespace: str = "sales-pipeline", *more: str) -> str:
    return keygen("-Y", "sign", "-q", "-f", key, "-n", namespace, *more, given=message).decode()
