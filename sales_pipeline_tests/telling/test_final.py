"""The final forecast reaches each role with what it may see, once for each content; and a kill -9 in the middle."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sales_pipeline import event_log
from sales_pipeline.documents import documents
from sales_pipeline.telling.tell import tell
from sales_pipeline_tests.telling.servers import Mailbox, mailbox, webhook
from sales_pipeline_tests.telling.stand_in import WEEK, StandIn, notification

RULES: dict[str, Any] = {"channel": "out", "channels": {"out": {"url_env": "ACME_OUT"}}}
FILES = {name: documents()[name].file for name in ("forecast_summary", "forecast_presentation", "variance_analysis")}
ROLES = {"cro": "cro", "fin": "finance", "mia": "manager", "vic": "regional_vp", "ann": "representative"}


@pytest.fixture
def final_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "outputs" / "final" / WEEK.isoformat()
    folder.mkdir(parents=True)
    for name in (*FILES.values(), "final_forecast.yaml", "validator_handoff.yaml"):
        (folder / name).write_bytes(f"{name} as approved".encode())
    monkeypatch.setenv("SALES_PIPELINE_NOW", "2026-11-18T12:00:00Z")
    return tmp_path


def tell_of(root: Path, box: Mailbox, monkeypatch: pytest.MonkeyPatch, content: str, **rules: Any) -> None:
    monkeypatch.setenv("ACME_OUT", box.url)
    told = [
        notification(f"final/{content}/{person}", person, role=role, since="2026-11-18 11:00")
        for person, role in ROLES.items()
        if role != "representative"
    ]
    told.append(notification(f"late/{content}/ann", "ann"))
    people = [{"person_id": person, "person_name": person, "role": role} for person, role in ROLES.items()]
    week = StandIn(root, "2026-11-18 12:00", {**RULES, **rules}, notifications=told, people=people)
    tell(week, WEEK)  # type: ignore[arg-type]


def received(box: Mailbox) -> dict[str, list[str]]:
    return {
        mail["To"].addresses[0].username: sorted(str(part.get_filename()) for part in mail.iter_attachments())
        for mail in box.mails
    }


def test_each_role_receives_what_it_may_see(final_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """I5, X12: finance and the CRO all of it, managers and heads of regions three documents, others their own page."""
    with mailbox() as box:
        tell_of(final_home, box, monkeypatch, "new")
    everything, some = (
        sorted([*FILES.values(), "final_forecast.yaml", "validator_handoff.yaml"]),
        sorted(FILES.values()),
    )
    assert received(box) == {"cro": everything, "fin": everything, "mia": some, "vic": some, "ann": []}
    [cro] = [mail for mail in box.mails if mail["To"].addresses[0].username == "cro"]
    for part in cro.iter_attachments():
        assert part.get_payload(decode=True) == f"{part.get_filename()} as approved".encode()


def test_what_a_role_may_see_is_a_setting(final_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with mailbox() as box:
        tell_of(final_home, box, monkeypatch, "new", documents={"finance": ["variance_analysis"]})
    assert received(box) == {"cro": [], "fin": [FILES["variance_analysis"]], "mia": [], "vic": [], "ann": []}


def test_once_for_each_content(final_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same content is sent once over many passes; another content once more."""
    with mailbox() as box:
        for content in ("new", "new", "newer", "newer"):
            tell_of(final_home, box, monkeypatch, content)
    assert len(box.mails) == 2 * len(ROLES)
    assert len(box.told) == 2 * len(ROLES)


def test_what_is_sent_again_has_the_files_it_had(final_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A final set that was replaced meanwhile does not change a message that was under way."""
    with mailbox(["451 later"] * 2) as box:
        tell_of(final_home, box, monkeypatch, "new")
        monkeypatch.setenv("SALES_PIPELINE_NOW", "2026-11-18T13:00:00Z")
        for path in (final_home / "outputs" / "final" / WEEK.isoformat()).iterdir():
            path.write_bytes(b"replaced")
        tell_of(final_home, box, monkeypatch, "new")
    sent = [part.get_payload(decode=True) for mail in box.mails for part in mail.iter_attachments()]
    assert sent
    assert b"replaced" not in sent


PASS = """
from sales_pipeline.telling.tell import tell
from sales_pipeline_tests.telling.stand_in import WEEK, StandIn, notification
import sys
from pathlib import Path
rules = {"channel": "out", "channels": {"out": {"url_env": "ACME_OUT"}}}
told = [notification("late/a/ann", "ann"), notification("late/b/bob", "bob")]
tell(StandIn(Path(sys.argv[1]), "2026-11-17 09:00", rules, notifications=told), WEEK)
"""


def test_a_kill_between_the_servers_word_and_our_note(tmp_path: Path) -> None:
    """B1, S: the server takes the first message and kills us before it answers; the second pass tells it by its id."""
    running: list[subprocess.Popen[bytes]] = []

    def kill() -> None:
        if running[-1].poll() is None and len(running) == 1:
            os.kill(running[-1].pid, signal.SIGKILL)

    with webhook(before_answer=kill) as hook:
        environment = {**os.environ, "ACME_OUT": hook.url, "SALES_PIPELINE_NOW": "2026-11-17T09:00:00Z"}
        for expected in (-signal.SIGKILL, 0, 0):
            command = [sys.executable, "-W", "ignore", "-c", PASS, str(tmp_path)]
            running.append(subprocess.Popen(command, env=environment))
            assert running[-1].wait(60) == expected
    assert sorted(post.body["person_id"] for post in hook.told.values()) == ["ann", "bob"]
    # a server that does not know keys again would show the first one twice
    assert [post.body["person_id"] for post in hook.accepted].count(hook.accepted[0].body["person_id"]) == 2
    assert len(hook.accepted) == 3
    log = [(event.kind, event.subject) for event in event_log.read(StandIn(tmp_path, "2026-11-17").home)]
    assert sorted(subject for kind, subject in log if kind == "delivered") == ["late/a/ann", "late/b/bob"]
