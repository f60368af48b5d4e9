"""Files through the citizen's door: bounds, refusals that leave nothing, downloads with right only."""

from __future__ import annotations

import errno
import os
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from api import database
from api.accounts.actors import Role
from api.accounts.models import AuditEntry
from api.cases.attachments import storage
from api.cases.attachments.kinds import MAX_BYTES
from api.cases.attachments.models import Attachment
from api.cases.attachments.sweeping import sweep_orphans
from api.database import new_id
from api.settings import settings
from tests.api.cases.attachments.samples import picture, sample
from tests.api.gateway.conftest import Chat
from tests.api.making import filed


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Files of one test lie in a folder of their own."""
    monkeypatch.setattr(storage, "folder", lambda: tmp_path / "attachments")
    return tmp_path / "attachments"


def laid_down(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def rows() -> int:
    with database.reading() as db:
        return db.scalar(sa.select(sa.func.count()).select_from(Attachment)) or 0


def test_a_photo_is_taken_encrypted_and_can_be_looked_at_again(chat: Chat, own_folder: Path) -> None:
    answer = chat.upload("现场照片.JPG", picture())
    assert answer.status_code == 201
    kept = answer.json()
    assert set(kept) >= {"attachment_id", "name", "kind", "bytes"}
    assert (kept["name"], kept["kind"]) == ("现场照片.JPG", "jpg")
    (path,) = laid_down(own_folder)
    assert b"JFIF" not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0
    again = chat.http.get(f"{chat.path}/attachments/{kept['attachment_id']}", headers=chat.headers)
    assert again.content.startswith(b"\xff\xd8\xff")
    assert len(again.content) == kept["bytes"]
    assert again.headers["content-disposition"].startswith("attachment; filename*=UTF-8''%E7%8E%B0")
    assert again.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in again.headers["content-security-policy"]
    assert "no-store" in again.headers["cache-control"]


def test_a_file_of_many_pieces_comes_back_whole(chat: Chat) -> None:
    content = ("证据" * 600_000).encode()
    kept = chat.upload("说明.txt", content).json()
    assert chat.http.get(f"{chat.path}/attachments/{kept['attachment_id']}", headers=chat.headers).content == content


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("a.exe", b"MZ" + b"\0" * 100, 415),
        ("a.pdf", sample("script_packed.pdf"), 422),
        ("a.jpg", picture()[:500], 422),
        ("a.txt", b"", 422),
        ("big.txt", b"a" * (MAX_BYTES + 1), 413),
        ("huge.txt", b"a" * (MAX_BYTES * 2), 413),
    ],
)
def test_what_is_refused_leaves_nothing(chat: Chat, own_folder: Path, name: str, content: bytes, status: int) -> None:
    answer = chat.upload(name, content)
    assert answer.status_code == status
    error = answer.json()["error"]
    assert error["message"] == error["fields"]["file"]
    assert rows() == 0
    assert laid_down(own_folder) == []


FORM = "multipart/form-data; boundary=x"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"hello", "text/plain"),
        (b"", FORM),
        (b'--x\r\nContent-Disposition: form-data; name="other"\r\n\r\nv\r\n--x--\r\n', FORM),
        (b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nhalf', FORM),
        (b"garbage", FORM),
    ],
)
def test_a_broken_upload_is_refused(chat: Chat, body: bytes, kind: str) -> None:
    answer = chat.http.post(f"{chat.path}/attachments", content=body, headers={**chat.headers, "content-type": kind})
    assert answer.status_code == 400
    assert rows() == 0


def test_a_declared_small_upload_that_grows_is_cut_off(chat: Chat) -> None:
    def parts():
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
        for _ in range(25):
            yield b"a" * 1_048_576

    answer = chat.http.post(
        f"{chat.path}/attachments", content=parts(),
        headers={**chat.headers, "content-type": "multipart/form-data; boundary=x"},
    )  # fmt: skip
    assert answer.status_code == 413


def test_a_tenth_file_is_refused_also_when_all_come_at_once(chat: Chat, own_folder: Path) -> None:
    for number in range(7):
        assert chat.upload(f"{number}.txt", b"a").status_code == 201
    statuses: list[int] = []

    def upload(number: int) -> None:
        statuses.append(chat.upload(f"x{number}.txt", b"b").status_code)

    threads = [threading.Thread(target=upload, args=(n,)) for n in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [201, 201, 409, 409, 409]
    assert rows() == len(laid_down(own_folder)) == 9


def test_a_file_can_be_taken_back_and_then_there_is_room_again(chat: Chat, own_folder: Path) -> None:
    kept = [chat.upload(f"{n}.txt", b"a").json()["attachment_id"] for n in range(9)]
    assert chat.http.delete(f"{chat.path}/attachments/{kept[0]}", headers=chat.headers).status_code == 204
    assert len(laid_down(own_folder)) == 8
    assert chat.http.get(f"{chat.path}/attachments/{kept[0]}", headers=chat.headers).status_code == 404
    assert chat.upload("neu.txt", b"a").status_code == 201
    listed = chat.http.get(f"{chat.path}/attachments", headers=chat.headers).json()
    assert [each["name"] for each in listed][-1] == "neu.txt"


def test_nobody_else_can_see_remove_or_use_a_file(chat: Chat) -> None:
    kept = chat.upload("欠条.txt", "欠条".encode()).json()["attachment_id"]
    other = Chat(chat.http).open()
    for method in ("get", "delete"):
        answer = getattr(chat.http, method)(f"{other.path}/attachments/{kept}", headers=other.headers)
        assert answer.status_code == 404
    assert chat.http.get(f"{chat.path}/attachments/{kept}", headers=other.headers).status_code == 401
    assert other.send(attachment_ids=[kept]).status_code == 422


def test_a_sent_file_reaches_the_bot_as_a_sign_and_the_draft_as_a_file(chat: Chat, rasa) -> None:
    kept = chat.upload("欠条.txt", "欠条".encode()).json()["attachment_id"]
    answer = chat.send(attachment_ids=[kept])
    assert answer.status_code == 200
    assert rasa.turns[0]["message"] == "/attach_material"
    assert rasa.turns[0]["metadata"]["kind"] == "attachment"
    assert answer.json()["draft"]["filled"]["attachments"] == "1 个文件"
    said = [m for m in chat.show()["messages"] if m["speaker"] == "citizen"]
    assert said[0]["text"] == "（发来附件：欠条.txt）"
    assert said[0]["attachment_ids"] == [kept]


def file_it(kept: str, unit_code: str | None = None, sealed: bool = False) -> str:
    with database.transaction() as db:
        case = filed(db, attachment_ids=[kept])
        case.unit_code, case.sealed = unit_code, sealed
        return case.number


def test_after_filing_the_file_is_the_offices_and_every_reading_is_recorded(chat: Chat, desk_of) -> None:
    kept = chat.upload("欠条.txt", "欠条".encode()).json()["attachment_id"]
    registrar = desk_of(Role.REGISTRAR)
    assert registrar.get(f"/api/attachments/{kept}").status_code == 404
    number = file_it(kept)
    for method in ("get", "delete"):
        assert getattr(chat.http, method)(f"{chat.path}/attachments/{kept}", headers=chat.headers).status_code == 409
    answer = registrar.get(f"/api/attachments/{kept}")
    assert answer.content.decode() == "欠条"
    assert answer.headers["content-disposition"].startswith("attachment")
    with database.reading() as db:
        entry = db.scalars(sa.select(AuditEntry).where(AuditEntry.action == "attachment.read")).one()
    assert entry.subject == number


@pytest.mark.parametrize(
    ("who", "sealed", "status"),
    [
        ((Role.HANDLER, "RS"), False, 200),
        ((Role.HANDLER, "JS"), False, 404),
        ((Role.HANDLER, "RS"), True, 404),
        ((Role.REGISTRAR,), True, 404),
        ((Role.TRAINER,), False, 403),
        ((Role.ADMIN,), False, 403),
    ],
)
def test_only_who_may_see_the_case_may_see_its_files(chat: Chat, desk_of, who, sealed, status) -> None:
    kept = chat.upload("欠条.txt", "欠条".encode()).json()["attachment_id"]
    file_it(kept, "RS", sealed)
    assert desk_of(*who).get(f"/api/attachments/{kept}").status_code == status


def test_a_unit_that_must_not_know_the_person_gets_no_files(chat: Chat, desk_of) -> None:
    kept = chat.upload("欠条.txt", "欠条".encode()).json()["attachment_id"]
    with database.transaction() as db:
        case = filed(db, attachment_ids=[kept], confidential=True)
        case.unit_code, case.confidential = "RS", True
    assert desk_of(Role.HANDLER, "RS").get(f"/api/attachments/{kept}").status_code == 403
    assert desk_of(Role.REGISTRAR).get(f"/api/attachments/{kept}").status_code == 200


def test_without_signing_in_no_file_is_given_out(chat: Chat) -> None:
    kept = chat.upload("欠条.txt", "欠条".encode()).json()["attachment_id"]
    file_it(kept)
    assert chat.http.get(f"/api/attachments/{kept}").status_code == 401


def test_a_full_disk_is_said_and_leaves_nothing(chat: Chat, own_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(os, "fsync", full)
    answer = chat.upload("a.txt", b"a")
    assert answer.status_code == 507
    assert "补交" in answer.json()["error"]["message"]
    assert rows() == 0
    assert laid_down(own_folder) == []


def test_files_without_a_row_are_swept_and_all_others_stay(chat: Chat, own_folder: Path) -> None:
    chat.upload("a.txt", b"a")
    storage.write(new_id(), b"orphan")
    (own_folder / "zz").mkdir()
    (own_folder / "zz" / f"{new_id()}.part").write_bytes(b"half")
    assert sweep_orphans() == 0  # too young
    assert sweep_orphans(untouched_seconds=-1) == 2
    assert len(laid_down(own_folder)) == rows() == 1


def test_uploading_too_fast_is_slowed(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    from api.gateway import limits
    from api.security.limits import limit

    monkeypatch.setattr(settings(), "LIMITS_ON", True)
    monkeypatch.setattr(limits, "uploading", limit("up-test", per_minute=1))
    assert [chat.upload("a.txt", b"a").status_code for _ in range(2)] == [201, 429]


class Clamd:
    """A small clamd that knows one virus, on a Unix socket."""

    def __init__(self, path: Path) -> None:
        import socket

        self.server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.server.bind(str(path))
        self.server.listen(4)
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self) -> None:
        while True:
            try:
                link, _ = self.server.accept()
            except OSError:
                return
            with link, link.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                content = b""
                while size := int.from_bytes(stream.read(4), "big"):
                    content += stream.read(size)
                verdict = b"Eicar-Test FOUND" if b"EICAR" in content else b"OK"
                link.sendall(b"stream: " + verdict + b"\0")


def test_clamd_is_asked_when_there_is_one(chat: Chat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clamd = Clamd(tmp_path / "clamd.sock")
    monkeypatch.setattr(settings(), "CLAMD_SOCKET", str(tmp_path / "clamd.sock"))
    assert chat.upload("a.txt", b"clean" * 100_000).status_code == 201
    found = chat.upload("b.txt", b"EICAR test")
    assert (found.status_code, found.json()["error"]["code"]) == (422, "file_virus")
    clamd.server.close()
    monkeypatch.setattr(settings(), "CLAMD_SOCKET", str(tmp_path / "nobody.sock"))
    assert chat.upload("c.txt", b"c").status_code == 503
    assert rows() == 1


@pytest.mark.parametrize("odd", ["%00", "..%2f..%2fetc%2fpasswd", "x" * 300, "%F0%9F%98%80"])
def test_odd_ids_are_refused_and_break_nothing(chat: Chat, desk_of, odd: str) -> None:
    desk = desk_of(Role.REGISTRAR)
    answers = [
        chat.http.get(f"{chat.path}/attachments/{odd}", headers=chat.headers),
        chat.http.get(f"{chat.path}/events", params={"after": "\0"}, headers=chat.headers),
        chat.send(attachment_ids=["\0"]),
        desk.get(f"/api/attachments/{odd}"),
        desk.get(f"/api/conversations/{odd}"),
    ]
    assert {each.status_code for each in answers} <= {404, 422}


def test_an_upload_that_hangs_gives_its_place_back(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    import asyncio
    from collections.abc import AsyncIterator

    from api.cases.attachments.kinds import Refused
    from api.gateway.attachments import reading

    class Hanging:
        def __init__(self) -> None:
            self.headers = {"content-type": "multipart/form-data; boundary=b"}

        async def stream(self) -> AsyncIterator[bytes]:
            yield b"--b\r\n"
            await asyncio.sleep(60)

    monkeypatch.setattr(reading, "LONGEST_SECONDS", 0.05)
    with pytest.raises(Refused) as refused:
        asyncio.run(asyncio.wait_for(reading.read_upload(Hanging()), 5))  # type: ignore[arg-type]
    assert (refused.value.code, refused.value.status) == ("upload_slow", 408)
