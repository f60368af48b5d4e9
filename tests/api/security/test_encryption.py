"""Personal data at rest: unreadable without the key, bound to its place, readable after a rotation."""

import dataclasses
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.security import blind_index, decrypt_bytes, encrypt_bytes, encryption, keys
from api.security.encryption import Unreadable
from api.security.keys import KeyRing, KeysUnusable
from api.settings import settings


@given(st.binary(max_size=2000))
def test_what_goes_in_comes_out(data: bytes) -> None:
    sealed = encrypt_bytes(data, "petition.story")
    assert decrypt_bytes(sealed, "petition.story") == data
    assert len(data) < 8 or data not in sealed


def test_equal_texts_look_different() -> None:
    assert encrypt_bytes(b"110101199003070011", "x") != encrypt_bytes(b"110101199003070011", "x")


@pytest.mark.parametrize("position", [1, 5, 20, 31])
def test_a_changed_byte_is_noticed(position: int) -> None:
    sealed = bytearray(encrypt_bytes("我的电话".encode(), "x"))
    sealed[position] ^= 1
    with pytest.raises(Unreadable):
        decrypt_bytes(bytes(sealed), "x")


def test_a_value_cannot_be_moved_to_another_field() -> None:
    with pytest.raises(Unreadable):
        decrypt_bytes(encrypt_bytes(b"a", "petitioner.name"), "petitioner.phone")


@pytest.mark.parametrize("blob", [b"", b"\x01", b"\x01\x01" + b"0" * 10])
def test_a_truncated_value_is_an_error_not_a_crash(blob: bytes) -> None:
    with pytest.raises(Unreadable):
        decrypt_bytes(blob, "x")


def test_old_values_stay_readable_under_a_new_key_and_another_cipher(monkeypatch: pytest.MonkeyPatch) -> None:
    old = encrypt_bytes(b"a", "x")
    rotated = keys.ring().rotated("sm4-gcm")
    monkeypatch.setattr(encryption, "ring", lambda: rotated)
    fresh = encrypt_bytes(b"a", "x")
    assert fresh[1] == rotated.current != old[1]
    assert decrypt_bytes(old, "x") == decrypt_bytes(fresh, "x") == b"a"


def test_blind_indexes_find_equals_and_tell_purposes_apart() -> None:
    assert blind_index("13800001111", "phone") == blind_index("13800001111", "phone")
    assert blind_index("13800001111", "phone") != blind_index("13800001111", "id")


def test_the_key_file_is_private_and_stable(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    first = keys.load_or_create(path)
    assert path.stat().st_mode & 0o077 == 0
    assert keys.load_or_create(path) == first


@pytest.mark.parametrize("text", ["", "{}", '{"current":2,"keys":{},"index":""}', "[1]"])
def test_a_damaged_key_file_stops_the_start(tmp_path: Path, text: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(text)
    with pytest.raises(KeysUnusable):
        keys.load_or_create(path)


def test_a_short_key_is_refused() -> None:
    ring = KeyRing.fresh()
    short = dataclasses.replace(ring, keys={1: ("aes-gcm", b"short")})
    with pytest.raises(KeysUnusable):
        KeyRing.from_json(short.to_json())


def test_a_running_process_reads_what_another_wrote_with_a_new_key() -> None:
    before = keys.ring()
    keys.write(settings().keys_file, before.rotated())
    sealed = bytearray()
    try:
        keys.reread()
        sealed += encrypt_bytes(b"a", "x")
    finally:
        keys.ring.cache_clear()
    old = keys.load_or_create
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(keys, "load_or_create", lambda _: before)
            assert keys.ring() == before  # this process started before the rotation
            patch.setattr(keys, "load_or_create", old)
            assert decrypt_bytes(bytes(sealed), "x") == b"a"
    finally:
        keys.write(settings().keys_file, before)
        keys.reread()
