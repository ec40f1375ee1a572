"""A message to a plain webhook (json://, jsons://): one POST, known again by its Idempotency-Key.

The address is read by apprise and the body has its fields. It is posted here because apprise says yes or no alone:
neither the status nor Retry-After would be heard.
"""

import base64
import mimetypes
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import requests

from sales_pipeline.telling.message import Answer, Message

TIMEOUT_SECONDS = 30


def post(service: Any, message: Message, attached: Sequence[Path]) -> Answer:
    """Post a message to the address of an apprise service."""
    # a server must not change who a message is by a header of the address
    headers = {**service.headers, "Idempotency-Key": message.message_id}
    try:
        answer = requests.request(
            service.method, _url(service), json=_body(message, attached), params=service.params, headers=headers,
            auth=(service.user, service.password or "") if service.user else None, timeout=TIMEOUT_SECONDS,
            verify=service.verify_certificate, allow_redirects=False,
        )  # fmt: skip
    except requests.RequestException as error:
        # its words hold the address, which may hold a password
        return Answer(False, type(error).__name__)
    accepted = 200 <= answer.status_code < 300
    return Answer(accepted, f"{answer.status_code} {answer.reason}".strip(), _wait(answer.headers.get("Retry-After")))


def _url(service: Any) -> str:
    port = f":{service.port}" if service.port else ""
    return f"{'https' if service.secure else 'http'}://{service.host}{port}{service.fullpath or ''}"


def _body(message: Message, attached: Sequence[Path]) -> dict[str, Any]:
    return {
        "version": "1.0", "type": "info", "title": message.subject, "message": message.text,
        "message_id": message.message_id, "person_id": message.person_id, "person_name": message.person_name,
        "attachments": [
            {
                "filename": path.name, "mimetype": mimetypes.guess_type(path.name)[0] or "application/octet-stream",
                "base64": base64.b64encode(path.read_bytes()).decode("ascii"),
            }
            for path in attached
        ],
    }  # fmt: skip


def _wait(header: str | None) -> int:
    """Seconds that a server asks for; one that names a moment instead is waited for by the usual rule."""
    return int(header) if header and header.isdecimal() else 0
