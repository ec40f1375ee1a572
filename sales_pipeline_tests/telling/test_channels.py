"""What real servers receive: mail and posts are whole, theirs alone, known again when sent twice, and safe."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sales_pipeline.notification_rules import Channel
from sales_pipeline.telling.channels import addressed, send
from sales_pipeline.telling.message import Answer, Message
from sales_pipeline_tests.telling.servers import mailbox, webhook

HOSTILE = 'Zoë "O\'Neil"\r\nBcc: all@acme.example\r\n\r\n<!channel> \u202e👩‍💻'
VARIABLE = "ACME_CHANNEL"


def message(**other: object) -> Message:
    plain: dict[str, object] = {
        "message_id": "0f" * 16, "week": "2026-11-16", "person_id": "ann", "person_name": "Ann",
        "email": "ann@acme.example", "channel": "out", "subject": "Two things to do", "text": "Send the call\n.\n– now",
        "written_at": "2026-11-17T09:30:00+00:00", "keys": ("a", "b"), "attached": (),
    }  # fmt: skip
    return Message(**{**plain, **other})  # type: ignore[arg-type]


@pytest.fixture
def through(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Answer]:
    def sent(url: str, told: Message, *attached: Path) -> Answer:
        monkeypatch.setenv(VARIABLE, url)
        return send(Channel(url_env=VARIABLE), told, attached)

    return sent


def test_a_mail_arrives_with_its_text_and_files(through: Callable[..., Answer], tmp_path: Path) -> None:
    """B1, I5: a lone dot, other alphabets and bytes come through as they were."""
    deck = tmp_path / "Übersicht 数.pptx"
    deck.write_bytes(bytes(range(256)))
    with mailbox() as box:
        answer = through(box.url, message(), deck)
    assert answer == Answer(True, "250 taken as 7")
    [mail] = box.mails
    assert (str(mail["To"]), box.recipients) == ("Ann <ann@acme.example>", [["ann@acme.example"]])
    assert mail["Message-ID"] == f"<{'0f' * 16}@acme.example>"
    body, file = mail.iter_parts()
    assert body.get_content().splitlines() == ["Send the call", ".", "– now"]
    assert (file.get_filename(), file.get_content()) == (deck.name, bytes(range(256)))


def test_the_same_message_is_the_same_mail(through: Callable[..., Answer]) -> None:
    with mailbox() as box:
        through(box.url, message())
        through(box.url, message())
    assert len(box.mails) == 2
    assert len(box.told) == 1
    assert box.mails[0]["Date"] == box.mails[1]["Date"]


def test_a_name_adds_no_header_and_no_recipient(through: Callable[..., Answer]) -> None:
    """L: what a CRM or roster holds can't reach into a mail's head."""
    with mailbox() as box:
        assert through(box.url, message(person_name=HOSTILE, subject=HOSTILE, text=HOSTILE)).is_accepted
    [mail] = box.mails
    assert box.recipients == [["ann@acme.example"]]
    assert mail["Bcc"] is None
    assert str(mail["Subject"]).startswith('Zoë "O\'Neil" Bcc: all@acme.example <!channel>')
    assert [address.addr_spec for address in mail["To"].addresses] == ["ann@acme.example"]


@pytest.mark.parametrize("email", [None, "", "ann", "ann@acme.example\r\nBcc: x@y", "a@b, c@d", "zoë@acme.example"])
def test_an_address_that_is_none_is_refused_before_a_server_is_asked(
    through: Callable[..., Answer], email: str | None
) -> None:
    with mailbox() as box:
        answer = through(box.url, message(email=email))
    assert not answer.is_accepted
    assert answer.said.endswith("no mail address: see people.csv")
    assert box.raw == []


def test_what_a_mail_server_says_is_handed_on(through: Callable[..., Answer]) -> None:
    with mailbox(["451 try later", "554 no"]) as box:
        assert through(box.url, message()) == Answer(False, "451 try later")
        assert through(box.url, message()) == Answer(False, "554 no")
    assert not through(box.url, message()).is_accepted


def test_a_post_arrives_with_its_key_and_files(through: Callable[..., Answer], tmp_path: Path) -> None:
    (tmp_path / "deck.pptx").write_bytes(b"deck")
    with webhook() as hook:
        answer = through(hook.url, message(subject=HOSTILE), tmp_path / "deck.pptx")
    assert answer == Answer(True, "200 OK")
    [post] = hook.posts
    assert (post.key, post.path, post.body["title"], post.body["person_id"]) == ("0f" * 16, "/told", HOSTILE, "ann")
    assert post.body["attachments"][0]["filename"] == "deck.pptx"


def test_what_a_webhook_answers_is_handed_on(through: Callable[..., Answer]) -> None:
    script = [(500, {}), (429, {"Retry-After": "120"}), (302, {"Location": "http://elsewhere.example/"})]
    with webhook(script) as hook:
        said = [through(hook.url, message()) for _ in range(4)]
        url = hook.url
    assert [answer.is_accepted for answer in said] == [False, False, False, True]
    assert [answer.wait_seconds for answer in said] == [0, 120, 0, 0]
    assert said[0].said == "500 Internal Server Error"
    gone = through(url.replace("json://", "json://user:secret@"), message())
    assert gone == Answer(False, "ConnectionError")


def test_other_services_go_through_apprise(through: Callable[..., Answer]) -> None:
    """Any address apprise knows, here form://: what it says is kept, and a name calls nobody and links nowhere."""
    hostile = "<!channel> @here <http://x|y> [a](http://b)"
    with webhook([(500, {})]) as hook:
        url = hook.url.replace("json://", "form://")
        refused, accepted = (through(url, message(subject=hostile, text=hostile)) for _ in range(2))
    assert (refused.is_accepted, "500" in refused.said) == (False, True)
    assert (accepted.is_accepted, bool(accepted.said)) == (True, True)
    [post] = hook.accepted
    assert post.body["form"]["message"] == ["‹!channel› ＠here ‹http://x|y› (a)(http://b)"]
    assert "<" not in post.body["form"]["title"][0]


@pytest.mark.parametrize(("url", "said"), [("", "is not set"), ("nonsense", "no address"), ("json://", "no address")])
def test_a_channel_without_an_address_says_so(through: Callable[..., Answer], url: str, said: str) -> None:
    answer = through(url, message())
    assert not answer.is_accepted
    assert said in answer.said
    assert VARIABLE in answer.said


def test_an_address_may_leave_places_for_the_person() -> None:
    url = "slack://token/{person_id}?to={email}"
    assert addressed(url, message(email="a&b@acme.example", person_id="ann/b")) == (
        "slack://token/ann%2Fb?to=a%26b%40acme.example"
    )
