"""Which files are taken, in which form, and which are refused for which reason."""

from __future__ import annotations

import io
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from api.cases.attachments import pictures
from api.cases.attachments.inspection import checked, shown_name
from api.cases.attachments.kinds import MAX_BYTES, Kind, Refused
from tests.api.cases.attachments.samples import member, picture, repacked, sample, small_zip

DOCX, XLSX = sample("statement.docx"), sample("wages.xlsx")


def refusal(content: bytes, name: str = "f") -> str:
    with pytest.raises(Refused) as caught:
        checked(content, name)
    message = caught.value.message
    assert any("\u4e00" <= letter <= "\u9fff" for letter in message)
    assert caught.value.fields == {"file": message}
    return caught.value.code


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("recording.mp3", Kind.MP3),
        ("recording.m4a", Kind.M4A),
        ("recording.amr", Kind.AMR),
        ("video.mp4", Kind.MP4),
        ("statement.docx", Kind.DOCX),
        ("wages.xlsx", Kind.XLSX),
        ("plain.pdf", Kind.PDF),
        ("packed.pdf", Kind.PDF),
        ("first_page.pdf", Kind.PDF),
    ],
)
def test_honest_files_are_kept_as_they_are(name: str, kind: Kind) -> None:
    file = checked(sample(name), name)
    assert (file.kind, file.content, file.name) == (kind, sample(name), name)


@pytest.mark.parametrize("name", ["recording.mp3", "video.mp4", "statement.docx", "plain.pdf", "photo.heic"])
def test_a_wrong_name_or_ending_does_not_matter(name: str) -> None:
    assert checked(sample(name), "什么.exe").kind == checked(sample(name), name).kind


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (sample("video.mov"), "mp4"),
        (sample("recording.3gp"), "mp4"),
        (picture("GIF"), "gif"),
        (picture("WEBP"), "webp"),
        (picture("TIFF"), "tif"),
        (small_zip(), "压缩包"),
        (b"MZ\x90\x00" + b"\x00" * 60, "程序"),
        (b"\x7fELF" + b"\x00" * 60, "程序"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "docx"),
        (b"{\\rtf1 x}", "rtf"),
        (b"<html><script>alert(1)</script>", "网页"),
        (repacked(DOCX, {"word/document.xml": None, "ppt/presentation.xml": b"<p/>"}), "pptx"),
        (b"\x00\x01\x02" * 50, "可以传"),
        (b"#!/bin/sh\nrm -rf /\n", "可以传"),
    ],
)
def test_other_kinds_are_refused_with_a_way_out(content: bytes, word: str) -> None:
    with pytest.raises(Refused) as caught:
        checked(content, "f")
    assert caught.value.status == 415
    assert word in caught.value.message


def test_size_limits() -> None:
    assert refusal(b"") == "file_empty"
    assert refusal(b"a" * (MAX_BYTES + 1)) == "file_too_big"
    assert checked(b"a" * MAX_BYTES, "a.txt").kind is Kind.TXT


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_is_kept_as_utf8(encoding: str) -> None:
    story = "老板王某拖欠工资３个月，共计12000元。\r\n请求支付。"
    assert checked(story.encode(encoding), "说明.txt").content.decode() == story


# pictures


@pytest.mark.parametrize(
    ("content", "kind"),
    [(picture("JPEG", comment=b"SecretPhone"), Kind.JPG), (picture("PNG"), Kind.PNG), (sample("photo.heic"), Kind.JPG)],
)
def test_pictures_lose_everything_but_their_pixels(content: bytes, kind: Kind) -> None:
    file = checked(content, "照片.jpg")
    assert file.kind is kind
    assert b"SecretPhone" not in file.content
    kept = Image.open(io.BytesIO(file.content))
    assert not kept.getexif()
    assert set(kept.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert kept.size == (80, 120)  # turned upright, as the lost orientation said


def test_what_hides_behind_a_picture_is_gone() -> None:
    file = checked(picture() + small_zip("virus.exe", b"MZ-evil"), "a.jpg")
    assert b"MZ-evil" not in file.content


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_survives(mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (30, 20)).save(out, "PNG")
    assert Image.open(io.BytesIO(checked(out.getvalue(), "a.png").content)).size == (30, 20)


def test_a_cmyk_jpeg_survives() -> None:
    out = io.BytesIO()
    Image.new("CMYK", (30, 20)).save(out, "JPEG")
    assert Image.open(io.BytesIO(checked(out.getvalue(), "a.jpg").content)).mode == "RGB"


def test_a_cut_off_picture_is_refused() -> None:
    assert refusal(picture()[:900]) == "file_broken"
    assert refusal(sample("photo.heic")[:500]) == "file_broken"


def test_a_decompression_bomb_is_refused_before_it_is_decoded() -> None:
    def chunk(name: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")

    head = (60_000).to_bytes(4, "big") * 2 + bytes((8, 2, 0, 0, 0))
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    assert refusal(bomb) == "picture_too_large"


def test_the_pixel_limit_leaves_room_for_telephones() -> None:
    assert pictures.MAX_PIXELS >= 8_000 * 6_000


# PDF


@pytest.mark.parametrize(
    "name",
    [
        "script.pdf",
        "script_packed.pdf",
        "launch_packed.pdf",
        "link_packed.pdf",
        "embedded_packed.pdf",
        "form_packed.pdf",
        "page_action_packed.pdf",
    ],
)
def test_active_pdfs_are_refused_also_when_packed(name: str) -> None:
    assert refusal(sample(name)) == "file_active"


def test_a_locked_pdf_is_refused() -> None:
    assert refusal(sample("locked.pdf")) == "file_locked"


def test_a_name_written_in_escapes_is_still_that_name() -> None:
    plain = sample("script.pdf").replace(b"/JavaScript", b"/Java#53cript").replace(b"/JS", b"/#4aS")
    assert b"/JavaScript" not in plain
    assert refusal(plain) == "file_active"


def test_a_pdf_hidden_in_a_comment_or_cut_off_is_refused() -> None:
    hidden = sample("packed.pdf").replace(
        b"%%EOF", b"%>>stream\n9 0 obj<</S/JavaScript/JS(app.alert(1))>>endobj\n%endstream\n%%EOF"
    )
    assert refusal(hidden) == "file_active"
    assert refusal(sample("plain.pdf")[:500]) == "file_broken"


def test_object_streams_that_cannot_be_looked_into_are_refused() -> None:
    changed = sample("packed.pdf").replace(b"/FlateDecode", b"/ASCII85Decode")
    assert refusal(changed) == "file_active"


def test_an_object_stream_that_grows_without_end_is_refused() -> None:
    body = zlib.compress(b"1 0 " + b" " * (80 * 1_048_576))
    head = b"%PDF-1.5\n1 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode>>stream\n"
    bomb = head + body + b"\nendstream endobj\n%%EOF"
    assert refusal(bomb) == "file_active"


# Word and Excel


@pytest.mark.parametrize(
    ("archive", "changes", "code"),
    [
        (DOCX, {"word/vbaProject.bin": b"x"}, "file_active"),
        (DOCX, {"word/embeddings/oleObject1.bin": b"x"}, "file_active"),
        (DOCX, {"word/activeX/activeX1.xml": b"<a/>"}, "file_active"),
        (XLSX, {"xl/externalLinks/externalLink1.xml": b"<a/>"}, "file_active"),
        (XLSX, {"xl/connections.xml": b"<a/>"}, "file_active"),
        (DOCX, {"run.exe": b"x"}, "file_active"),
        (DOCX, {"../x.xml": b"<a/>"}, "file_disguised"),
        (DOCX, {"word/extra.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, "file_disguised"),
        (DOCX, {"word/extra.xml": b"<a>"}, "file_broken"),
        (DOCX, {"[Content_Types].xml": b"<Types/>"}, "file_broken"),
        (DOCX, {"[Content_Types].xml": None}, "file_kind"),
    ],
)
def test_office_files_with_more_than_text_are_refused(archive: bytes, changes: dict, code: str) -> None:
    assert refusal(repacked(archive, changes)) == code


@pytest.mark.parametrize(
    ("kind", "target", "taken"),
    [
        ("hyperlink", "https://www.gjxfj.gov.cn/", True),
        ("hyperlink", "file:///C:/x.exe", False),
        ("attachedTemplate", "http://example.com/t.dotm", False),
        ("oleObject", "http://example.com/x", False),
        ("image", "http://example.com/track.png", False),
    ],
)
def test_of_what_lies_outside_only_links_may_be_named(kind: str, target: str, taken: bool) -> None:
    name = "word/_rels/document.xml.rels"
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    more = f'<Relationship Id="rX" Type="{base}/{kind}" Target="{target}" TargetMode="External"/></Relationships>'
    changed = repacked(DOCX, {name: member(DOCX, name).replace(b"</Relationships>", more.encode())})
    if taken:
        assert checked(changed, "a.docx").kind is Kind.DOCX
    else:
        assert refusal(changed) == "file_active"


def test_macro_types_and_field_codes_that_load_are_refused() -> None:
    types = member(DOCX, "[Content_Types].xml").replace(
        b"wordprocessingml.document.main", b"wordprocessingml.document.macroEnabled.main"
    )
    assert refusal(repacked(DOCX, {"[Content_Types].xml": types})) == "file_active"
    split = b"<w:r><w:instrText>DD</w:instrText></w:r><w:r><w:instrText>EAUTO c:\\\\cmd</w:instrText></w:r></w:body>"
    document = member(DOCX, "word/document.xml").replace(b"</w:body>", split)
    assert refusal(repacked(DOCX, {"word/document.xml": document})) == "file_active"


def test_a_locked_or_padded_archive_is_refused() -> None:
    locked = bytearray(DOCX)
    at = locked.find(b"PK\x01\x02")
    while at >= 0:
        locked[at + 8] |= 1
        at = locked.find(b"PK\x01\x02", at + 4)
    assert refusal(bytes(locked)) == "file_locked"
    assert refusal(b"MZ" + DOCX) == "file_kind"
    assert refusal(DOCX + b"x" * 100) == "file_disguised"


def test_an_archive_that_unpacks_without_end_is_refused() -> None:
    assert refusal(repacked(XLSX, {"xl/media/zero.bin": b"\0" * (201 * 1_048_576)})) == "file_active"


# recordings and videos


@pytest.mark.parametrize("name", ["recording.mp3", "recording.m4a", "recording.amr", "video.mp4", "plain.pdf"])
def test_a_recording_or_page_that_is_also_an_archive_is_refused(name: str) -> None:
    assert refusal(sample(name) + small_zip()) in ("file_disguised", "file_broken")


@pytest.mark.parametrize("name", ["recording.m4a", "video.mp4", "recording.mp3"])
def test_cut_off_recordings_are_refused(name: str) -> None:
    content = sample(name)
    assert refusal(content[: len(content) // 10]) in ("file_broken", "file_kind")


def test_a_script_that_calls_itself_a_recording_is_refused() -> None:
    assert refusal(b"#!AMR\nrm -rf /\n" * 20) == "file_disguised"
    assert refusal(b"ID3\x03\x00\x00\x00\x00\x00\x00" + b"MZ program " * 1_000) == "file_kind"


def test_a_video_with_a_foreign_box_is_refused() -> None:
    assert refusal(sample("video.mp4") + b"\x00\x00\x00\x0cevil....") == "file_disguised"


def outcome(content: bytes) -> str:
    """The kind, or why not; any other error is a crash."""
    try:
        return checked(content, "x").kind
    except Refused as refused:
        return refused.code


EACH = ["recording.mp3", "recording.m4a", "recording.amr", "statement.docx", "packed.pdf", "photo.heic"]


@pytest.mark.parametrize("name", EACH)
@given(place=st.floats(0, 1), replaced=st.binary(min_size=1, max_size=8))
@settings(max_examples=40, deadline=None)
def test_whatever_is_damaged_is_kept_or_refused_but_never_crashes(name: str, place: float, replaced: bytes) -> None:
    content = bytearray(sample(name))
    at = int(place * (len(content) - 1))
    content[at : at + len(replaced)] = replaced
    outcome(bytes(content))


@given(st.binary(max_size=300))
def test_whatever_bytes_come_they_are_kept_or_refused(content: bytes) -> None:
    outcome(content)


# names


@pytest.mark.parametrize(
    ("name", "kind", "shown"),
    [
        ("IMG_001.HEIC", Kind.JPG, "IMG_001.jpg"),
        ("欠条.jpeg", Kind.JPG, "欠条.jpeg"),
        ("C:\\用户\\欠条.docx", Kind.DOCX, "欠条.docx"),
        ("../../etc/passwd", Kind.TXT, "passwd.txt"),
        ("a.pdf.exe", Kind.PDF, "a.pdf.pdf"),
        ("\u202egpj.exe", Kind.PNG, "gpj.png"),
        ("", Kind.PDF, "附件.pdf"),
        ("a\r\nSet-Cookie: x", Kind.TXT, "aSet-Cookie x.txt"),
    ],
)
def test_names_are_made_harmless(name: str, kind: Kind, shown: str) -> None:
    assert shown_name(name, kind) == shown


def test_a_very_long_name_keeps_its_ending() -> None:
    assert shown_name("证" * 300 + ".pdf", Kind.PDF) == "证" * 96 + ".pdf"
