"""Real servers for tests: one that takes mail, and one that takes posts and answers what it is told to."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from aiosmtpd.controller import Controller

Script = list[tuple[int, dict[str, str]]]


@dataclass
class Post:
    """A post as it came."""

    key: str
    path: str
    body: dict[str, Any]


@dataclass
class Hook:
    """A webhook: answers its script, then 200; `before_answer` is called when a post is taken in."""

    script: Script = field(default_factory=list)
    before_answer: Callable[[], None] = lambda: None
    posts: list[Post] = field(default_factory=list)
    accepted: list[Post] = field(default_factory=list)
    url: str = ""

    def take(self, post: Post) -> tuple[int, dict[str, str]]:
        self.posts.append(post)
        status, headers = self.script.pop(0) if self.script else (200, {})
        if status == 200:
            self.accepted.append(post)
            self.before_answer()
        return status, headers

    @property
    def told(self) -> dict[str, Post]:
        """What somebody reads behind a server that knows a key again."""
        return {post.key: post for post in self.accepted}


@contextmanager
def webhook(script: Script | None = None, before_answer: Callable[[], None] = lambda: None) -> Iterator[Hook]:
    hook = Hook(list(script or []), before_answer)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            raw = self.rfile.read(length)
            is_json = self.headers["Content-Type"] == "application/json"
            body = json.loads(raw) if is_json else {"form": parse_qs(raw.decode("utf-8"))}
            status, headers = hook.take(Post(self.headers["Idempotency-Key"], self.path, body))
            self.send_response(status)
            for name, value in {**headers, "Content-Length": "0"}.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        hook.url = f"json://127.0.0.1:{server.server_port}/told"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield hook
        finally:
            server.shutdown()
            thread.join()


@dataclass
class Mailbox:
    """A server's mail: `refusals` are said before it takes one."""

    refusals: list[str] = field(default_factory=list)
    mails: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    url: str = ""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.refusals:
            return self.refusals.pop(0)
        self.raw.append(envelope.content)
        self.mails.append(message_from_bytes(envelope.content, policy=default))  # type: ignore[arg-type]
        self.recipients.append(envelope.rcpt_tos)
        return "250 taken as 7"

    @property
    def told(self) -> set[str]:
        """What somebody reads behind a server that knows a Message-ID again."""
        return {str(mail["Message-ID"]) for mail in self.mails}


@contextmanager
def mailbox(refusals: list[str] | None = None) -> Iterator[Mailbox]:
    box = Mailbox(list(refusals or []))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    try:
        box.url = f"mailto://127.0.0.1:{port}?from=pipeline@acme.example&mode=insecure"
        yield box
    finally:
        server.stop()
