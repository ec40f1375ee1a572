"""Signatures in OpenSSH's own format (SSHSIG), with Ed25519 keys: what `ssh-keygen -Y` signs and verifies.

Of the format only what is used here is understood; whatever else a signature says of itself, it is refused.
"""

import base64
import binascii
import hashlib
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

NAMESPACE = "sales-pipeline"
KEY_TYPE = b"ssh-ed25519"
_MAGIC, _VERSION = b"SSHSIG", 1
_BEGIN, _END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
_HASHES = {b"sha256": hashlib.sha256, b"sha512": hashlib.sha512}
_KEY_BYTES, _SIGNATURE_BYTES, _WIDTH = 32, 64, 70


class SignatureError(Exception):
    """A signature or key that does not hold; the message says why."""


@dataclass(frozen=True)
class Signature:
    """A signature as its file says it: the key it names, for what it was made, over which hash."""

    key: bytes
    namespace: bytes
    hash_name: bytes
    signed: bytes

    @property
    def fingerprint(self) -> str:
        """The key as `ssh-keygen -l` shows it."""
        found = hashlib.sha256(key_blob(self.key)).digest()
        return f"SHA256:{base64.b64encode(found).decode().rstrip('=')}"


def sign(key: Ed25519PrivateKey, message: bytes) -> str:
    """The signature of a message, as text."""
    public = key.public_key().public_bytes_raw()
    signed = _strings(KEY_TYPE, key.sign(_signed_bytes(NAMESPACE.encode(), b"sha512", message)))
    blob = _MAGIC + struct.pack(">I", _VERSION) + _strings(
        key_blob(public), NAMESPACE.encode(), b"", b"sha512", signed
    )  # fmt: skip
    text = base64.b64encode(blob).decode()
    lines = [text[start : start + _WIDTH] for start in range(0, len(text), _WIDTH)]
    return "\n".join([_BEGIN, *lines, _END]) + "\n"


def verified(text: str, message: bytes) -> Signature:
    """The signature in a text, once it is one of this message for our purpose; SignatureError says what it is not."""
    found = parsed(text)
    if found.namespace != NAMESPACE.encode():
        raise SignatureError(f"it was made for {found.namespace.decode(errors='replace')!r}, not for {NAMESPACE!r}")
    try:
        public = Ed25519PublicKey.from_public_bytes(found.key)
        public.verify(found.signed, _signed_bytes(found.namespace, found.hash_name, message))
    except InvalidSignature as error:
        raise SignatureError("it is not of this statement: something in it was changed, or it is of another") from error
    return found


def parsed(text: str) -> Signature:
    """What a signature says of itself; SignatureError where that is not Ed25519 in this format, to the last byte."""
    lines = text.strip().splitlines()
    if len(lines) < 3 or (lines[0].strip(), lines[-1].strip()) != (_BEGIN, _END):
        raise SignatureError("it is no SSH signature")
    try:
        blob = base64.b64decode("".join(line.strip() for line in lines[1:-1]), validate=True)
    except binascii.Error as error:
        raise SignatureError("it is damaged: what stands between its lines is no Base64") from error
    if blob[:10] != _MAGIC + struct.pack(">I", _VERSION):
        raise SignatureError("it is no SSH signature of version 1")
    key, namespace, reserved, hash_name, signed = _parts(blob[10:], 5)
    if hash_name not in _HASHES or reserved:
        raise SignatureError(f"it is over the hash {hash_name.decode(errors='replace')!r}: use sha512")
    return Signature(public_key(key), namespace, hash_name, _ed25519(signed, _SIGNATURE_BYTES))


def public_key(blob: bytes) -> bytes:
    """The key in OpenSSH's form of it; SignatureError when it is no Ed25519 key."""
    return _ed25519(blob, _KEY_BYTES)


def key_blob(public: bytes) -> bytes:
    return _strings(KEY_TYPE, public)


def private_key(content: bytes, name: str) -> Ed25519PrivateKey:
    """The key in a file made by ssh-keygen; SignatureError says why it can't be used."""
    try:
        key = serialization.load_ssh_private_key(content, password=None)
    except TypeError as error:
        raise SignatureError(
            f"{name} has a passphrase: sign what --statement prints with `ssh-keygen -Y sign -n {NAMESPACE} -f "
            f"{name}`, and hand in --signature"
        ) from error
    except (ValueError, binascii.Error) as error:
        raise SignatureError(f"{name} is no private key made by ssh-keygen") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise SignatureError(f"{name} is no Ed25519 key: make one with `ssh-keygen -t ed25519`")
    return key


def _signed_bytes(namespace: bytes, hash_name: bytes, message: bytes) -> bytes:
    return _MAGIC + _strings(namespace, b"", hash_name, _HASHES[hash_name](message).digest())


def _ed25519(blob: bytes, length: int) -> bytes:
    kind, rest = _taken(blob)
    if kind != KEY_TYPE:
        raise SignatureError(f"it is of kind {kind.decode(errors='replace')!r}: only {KEY_TYPE.decode()} is taken")
    [found] = _parts(rest, 1)
    if len(found) != length:
        raise SignatureError(f"it has {len(found)} bytes where {KEY_TYPE.decode()} has {length}")
    return found


def _strings(*parts: bytes) -> bytes:
    return b"".join(struct.pack(">I", len(part)) + part for part in parts)


def _parts(blob: bytes, count: int) -> Sequence[bytes]:
    """So many strings, and nothing behind them."""
    found: list[bytes] = []
    for _ in range(count):
        part, blob = _taken(blob)
        found.append(part)
    if blob:
        raise SignatureError("more stands in it than belongs there")
    return found


def _taken(blob: bytes) -> tuple[bytes, bytes]:
    """The first string, which stands after its length, and the rest."""
    length = int.from_bytes(blob[:4], "big")
    if len(blob) < 4 + length:
        raise SignatureError("it is cut short")
    return blob[4 : 4 + length], blob[4 + length :]
