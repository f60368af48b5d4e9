"""The encrypted files: whole or not at all, and only for their own id."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.cases.attachments import storage
from api.database import new_id
from api.errors import NotFound, OfficeError
from api.security.encryption import Unreadable

PIECE = storage.PIECE


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(storage, "folder", lambda: tmp_path)
    return tmp_path


def whole(attachment_id: str) -> bytes:
    return b"".join(storage.read(attachment_id))


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_any_size_comes_back_whole_and_is_not_readable_on_disk(size: int) -> None:
    name, content = new_id(), b"evidence" * (size // 8) + b"x" * (size % 8)
    storage.write(name, content)
    assert whole(name) == content
    assert b"evidence" not in storage.path_of(name).read_bytes()


def test_a_file_is_only_good_for_its_own_id() -> None:
    first, second = new_id(), new_id()
    storage.write(first, b"a")
    storage.write(second, b"b")
    storage.path_of(first).write_bytes(storage.path_of(second).read_bytes())
    with pytest.raises(Unreadable):
        whole(first)


def test_a_file_cut_off_between_two_pieces_is_noticed() -> None:
    name = new_id()
    storage.write(name, b"x" * (2 * PIECE))
    path = storage.path_of(name)
    blob = path.read_bytes()
    path.write_bytes(blob[: len(blob) // 2])
    with pytest.raises(Unreadable):
        whole(name)


@given(place=st.floats(0, 1), bit=st.integers(0, 7))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_changed_bit_is_noticed(place: float, bit: int) -> None:
    name = new_id()
    storage.write(name, b"x" * 500)
    path = storage.path_of(name)
    blob = bytearray(path.read_bytes())
    blob[int(place * (len(blob) - 1))] ^= 1 << bit
    path.write_bytes(blob)
    with pytest.raises(Unreadable):
        whole(name)


def test_a_missing_file_is_said() -> None:
    with pytest.raises(NotFound):
        storage.read(new_id())


@pytest.mark.parametrize("failing", ["fsync", "rename"])
def test_a_full_disk_leaves_nothing(failing: str, own_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(*((os, "fsync") if failing == "fsync" else (Path, "replace")), full)
    with pytest.raises(OfficeError) as caught:
        storage.write(new_id(), b"x")
    assert caught.value.status == 507
    assert not [path for path in own_folder.rglob("*") if path.is_file()]
