"""Each adapter against a small real receiver: an HTTP server, a folder reader."""

from __future__ import annotations

import hashlib
import json
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import sqlalchemy as sa
from pydantic import SecretStr

from api import database
from api.cases.attachments import storage
from api.cases.attachments.models import Attachment
from api.intake.filing import file_draft
from api.routing.delivery import outbox
from api.routing.delivery.embedded import Embedded
from api.routing.delivery.envelope import Envelope, NotDelivered, is_signed
from api.routing.delivery.file_drop import FileDrop
from api.routing.delivery.models import OutboxMessage
from api.routing.delivery.webhook import Webhook
from api.settings import settings
from tests.api.making import MONDAY, STORY, draft, filed

SECRET = "a shared secret of two offices"
NUMBER = "500118-20260907-00001"
ENVELOPE = Envelope("id", f"{NUMBER}:1", "case_filed", NUMBER, MONDAY, {"story": "停水三天"})


@dataclass
class Platform:
    """What the receiving platform got: by key, as a real one would keep it."""

    url: str
    cases: dict[str, dict[str, object]] = field(default_factory=dict)
    requests: int = 0
    answers: list[int] = field(default_factory=list)
    bad_signatures: int = 0


@pytest.fixture
def platform() -> Iterator[Platform]:
    """A real HTTP server that checks signatures and drops repeats."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            kept.requests += 1
            signed = is_signed(
                SECRET, self.headers["X-Petition-Timestamp"], content, self.headers["X-Petition-Signature"]
            )
            status = kept.answers.pop(0) if kept.answers else 201
            if not signed:
                kept.bad_signatures += 1
                status = 401
            elif status < 300:
                status = 409 if self.headers["Idempotency-Key"] in kept.cases else status
                kept.cases.setdefault(self.headers["Idempotency-Key"], json.loads(content))
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept = Platform(f"http://127.0.0.1:{server.server_address[1]}/petitions")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield kept
    server.shutdown()
    server.server_close()


def test_embedded_takes_everything() -> None:
    Embedded().deliver(ENVELOPE)


def test_webhook_sends_signed_json_and_a_repeat_is_success(platform: Platform) -> None:
    webhook = Webhook(platform.url, SECRET)
    webhook.deliver(ENVELOPE)
    webhook.deliver(ENVELOPE)
    assert platform.requests == 2
    assert platform.cases[ENVELOPE.key]["body"] == {"story": "停水三天"}
    assert platform.bad_signatures == 0


@pytest.mark.parametrize(("status", "final"), [(500, False), (503, False), (429, False), (400, True), (422, True)])
def test_webhook_tells_what_is_worth_another_try(platform: Platform, status: int, final: bool) -> None:
    platform.answers = [status]
    with pytest.raises(NotDelivered) as failure:
        Webhook(platform.url, SECRET).deliver(ENVELOPE)
    assert (failure.value.code, failure.value.final) == (f"http_{status}", final)


def test_webhook_with_a_wrong_secret_is_refused_for_good(platform: Platform) -> None:
    with pytest.raises(NotDelivered) as failure:
        Webhook(platform.url, "another secret").deliver(ENVELOPE)
    assert failure.value.final
    assert platform.bad_signatures == 1


def test_webhook_to_nobody_can_be_tried_again() -> None:
    with pytest.raises(NotDelivered) as failure:
        Webhook("http://127.0.0.1:9/", SECRET, timeout=2).deliver(ENVELOPE)
    assert not failure.value.final
    assert "停水" not in str(failure.value)


@pytest.mark.usefixtures("office_db")
def test_a_filed_case_reaches_the_platform_once_through_a_bad_day(platform: Platform) -> None:
    with database.transaction() as db:
        number = filed(db).number
    platform.answers = [503, 500]
    webhook, at = Webhook(platform.url, SECRET), MONDAY
    for _ in range(6):
        outbox.drain(at, webhook)
        at += timedelta(minutes=2)
    assert list(platform.cases) == [f"{number}:1"]
    body = platform.cases[f"{number}:1"]["body"]
    assert isinstance(body, dict)
    assert body["story"] == STORY
    with database.transaction() as db:
        assert db.scalars(sa.select(OutboxMessage.state)).all() == ["delivered"]


def read_drop(path: Path, secret: str) -> dict[str, object]:
    """What the other network's reader does with a file: verify the signature and the digest, then read."""
    with zipfile.ZipFile(path) as bundle:
        manifest, message = bundle.read("manifest.json"), bundle.read("message.json")
        stamp, signature = bundle.read("signature.txt").decode().split()
        listed = {name: hashlib.sha256(bundle.read(name)).hexdigest() for name in json.loads(manifest)["files"]}
    assert is_signed(secret, stamp, manifest, signature), "wrong signature"
    assert json.loads(manifest)["files"] == listed
    content = json.loads(message)
    assert isinstance(content, dict)
    return content


def test_file_drop_writes_whole_signed_files_and_a_repeat_replaces_itself(tmp_path: Path) -> None:
    drop = FileDrop(tmp_path / "out", SECRET)
    drop.deliver(ENVELOPE)
    first = (tmp_path / "out" / "500118-20260907-00001_1.zip").read_bytes()
    drop.deliver(ENVELOPE)
    files = list((tmp_path / "out").iterdir())
    assert [file.name for file in files] == ["500118-20260907-00001_1.zip"]
    assert files[0].read_bytes() == first
    assert files[0].stat().st_mode & 0o137 == 0  # nobody but the office and the ferry's group may read it
    assert (tmp_path / "out").stat().st_mode & 0o027 == 0
    assert read_drop(files[0], SECRET)["body"] == {"story": "停水三天"}
    with pytest.raises(AssertionError, match="wrong signature"):
        read_drop(files[0], "another secret")


def test_a_folder_that_is_not_there_is_tried_again(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    with pytest.raises(NotDelivered) as failure:
        FileDrop(blocked / "out", SECRET).deliver(ENVELOPE)
    assert not failure.value.final


def test_the_office_picks_its_adapter(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert isinstance(outbox.office_adapter(), Embedded)
    monkeypatch.setattr(settings(), "DELIVERY_ADAPTER", "webhook")
    with pytest.raises(outbox.DeliveryNotSet):
        outbox.office_adapter()
    monkeypatch.setattr(settings(), "DELIVERY_SECRET", SecretStr(SECRET))
    with pytest.raises(outbox.DeliveryNotSet):
        outbox.office_adapter()
    monkeypatch.setattr(settings(), "DELIVERY_WEBHOOK_URL", "https://platform.test/petitions")
    assert isinstance(outbox.office_adapter(), Webhook)
    monkeypatch.setattr(settings(), "DELIVERY_ADAPTER", "file_drop")
    monkeypatch.setattr(settings(), "DELIVERY_DIR", tmp_path)
    adapter = outbox.office_adapter()
    assert isinstance(adapter, FileDrop)
    assert adapter.folder == tmp_path


def test_attachments_cross_with_the_case(tmp_path: Path, office_db: sa.Engine) -> None:
    one = draft()
    content = b"%PDF-1.4 a promissory note" * 70_000  # more than one piece
    with database.transaction() as db:
        file = Attachment(
            session_id="s", draft_id=one.id, name="../../欠条.pdf", kind="pdf", byte_count=len(content),
            sha256=hashlib.sha256(content).hexdigest(), created_at=MONDAY,
        )  # fmt: skip
        db.add(file)
        db.flush()
        storage.write(file.id, content)
        number = file_draft(db, one, now=MONDAY).case_number
    assert outbox.drain(MONDAY, FileDrop(tmp_path, SECRET)) == 1
    path = tmp_path / f"{number}_1.zip"
    message = read_drop(path, SECRET)
    with zipfile.ZipFile(path) as bundle:
        assert bundle.namelist()[1] == "attachments/01.pdf"
        assert bundle.read("attachments/01.pdf") == content
    assert message["body"]["attachments"][0]["name"] == "../../欠条.pdf"  # type: ignore[index]


@pytest.mark.usefixtures("office_db")
def test_a_lost_attachment_does_not_hold_up_the_others(tmp_path: Path) -> None:
    lost = {"attachments": [{"id": "0" * 26, "kind": "pdf"}]}
    with database.transaction() as db:
        outbox.enqueue(db, "a:1", "case_filed", "a", lost, now=MONDAY)
        outbox.enqueue(db, "b:1", "case_filed", "b", {}, now=MONDAY)
    assert outbox.drain(MONDAY, FileDrop(tmp_path, SECRET)) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["b_1.zip"]
