"""Sending a message through a channel of company.yaml, and what was answered.

apprise reads the address and speaks to every service it knows; plain webhooks and mail, of which the answer and the id
matter, go through webhook.py and mail.py.
"""

import logging
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sales_pipeline.home import Home
from sales_pipeline.notification_rules import Channel
from sales_pipeline.telling import mail, webhook
from sales_pipeline.telling.message import Answer, Message

# what would call everybody, or make a link of a name, where a service reads markup
_MARKUP = str.maketrans({"<": "‹", ">": "›", "@": "＠", "[": "(", "]": ")"})


def send(channel: Channel, message: Message, attached: Sequence[Path]) -> Answer:
    """Send a message; an answer that refuses says why in one sentence."""
    if gone := [path.name for path in attached if not path.is_file()]:
        return Answer(False, f"{gone[0]}, which goes with it, was taken away from the folder messages")
    url = Home.secret(channel.url_env)
    if not url:
        return Answer(False, f"{channel.url_env}, the address of channel {message.channel}, is not set")
    service = _service(addressed(url, message))
    if service is None:
        return Answer(False, f"what {channel.url_env} holds is no address that apprise knows")
    from apprise.plugins.custom_json import NotifyJSON
    from apprise.plugins.email import NotifyEmail

    if isinstance(service, NotifyEmail):
        return mail.send(service, message, attached)
    if isinstance(service, NotifyJSON):
        return webhook.post(service, message, attached)
    return _through_apprise(service, message, attached)


def addressed(url: str, message: Message) -> str:
    """A channel's address with the person put in, where it leaves a place: {email}, {person_id}."""
    names = {"email": message.email or "", "person_id": message.person_id}
    return re.sub(r"\{(email|person_id)\}", lambda found: quote(names[found[1]], safe=""), url)


def _service(url: str) -> Any:
    import apprise

    # its warnings hold the address
    with apprise.LogCapture(level=logging.CRITICAL):
        return apprise.Apprise.instantiate(url, suppress_exceptions=True)


def _through_apprise(service: Any, message: Message, attached: Sequence[Path]) -> Answer:
    import apprise

    told = apprise.Apprise()
    told.add(service)
    with apprise.LogCapture(level=logging.INFO, fmt="%(message)s") as log:
        accepted = bool(
            told.notify(
                body=message.text.translate(_MARKUP), title=message.subject.translate(_MARKUP),
                body_format=apprise.NotifyFormat.TEXT, attach=[str(path) for path in attached] or None,
            )
        )  # fmt: skip
        lines = log.getvalue().split("\n")
    said = next((line.strip() for line in reversed(lines) if line.strip()), "")
    return Answer(accepted, said[:200] or ("accepted" if accepted else "refused"))
