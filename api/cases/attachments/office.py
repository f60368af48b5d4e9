"""Word and Excel files: only text, tables and pictures; nothing that runs, loads or embeds. Pure."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from xml.parsers import expat

from api.cases.attachments import office_xml
from api.cases.attachments.kinds import Kind, active, broken, disguised, locked

MAX_MEMBERS = 5_000
MAX_UNPACKED = 200 * 1_048_576
MAX_PART = 64 * 1_048_576
_WHAT = {Kind.DOCX: "Word 文件", Kind.XLSX: "Excel 文件"}
_MAIN = {
    Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
}
_ADVICE = "请另存为不带这些内容的文件，或者另存为 pdf 再传。"
_RUNS = re.compile(
    r"vbaProject|vbaData|activeX|macrosheet|customUI|\.(?:exe|dll|js|vbs|bat|cmd|ps1|scr|jar|lnk|hta)$", re.I
)
_EMBEDS = re.compile(r"(?:^|/)embeddings/|oleObject|\.ole$", re.I)
_LOADS = re.compile(r"externalLinks?/|(?:^|/)connections\.xml$|queryTables?/|afchunk", re.I)
_FIELD = re.compile(r"\b(?:DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE)\b", re.I)
_EMBEDDING = {"ddeLink", "oleLink", "OLEObject", "altChunk", "control"}
_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, expat.ExpatError, NotImplementedError, EOFError, OSError, KeyError, ValueError,
)  # fmt: skip
_LINK_TARGET = re.compile(r"(?:https?://|mailto:|tel:|#)", re.I)


def check_office(content: bytes, kind: Kind) -> None:
    """Raises Refused unless the archive is sound and holds only passive parts."""
    what = _WHAT[kind]
    if not content.startswith(b"PK\x03\x04") or not _ends_with_its_directory(content):
        raise disguised()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_archive(archive, what)
            _check_names(archive.namelist(), what)
            _check_types(archive.read("[Content_Types].xml"), kind)
            for member in archive.infolist():
                _check_part(archive, member, what)
    except _UNREADABLE as error:
        raise broken(what) from error


def _ends_with_its_directory(content: bytes) -> bool:
    """Whether nothing follows the archive's end record (22 bytes and its comment)."""
    at = content.rfind(b"PK\x05\x06")
    return at >= 0 and at + 22 + int.from_bytes(content[at + 20 : at + 22], "little") == len(content)


def _check_archive(archive: zipfile.ZipFile, what: str) -> None:
    members = archive.infolist()
    names = [member.filename.lower() for member in members]
    if any(member.flag_bits & 0x1 for member in members):
        raise locked(what)
    if len(set(names)) != len(names) or min(member.header_offset for member in members) != 0:
        raise disguised()
    unpacked = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED:
        raise active(f"这个 {what}解开后太大", _ADVICE)


def _check_names(names: list[str], what: str) -> None:
    for name in names:
        if name.startswith(("/", "\\")) or ".." in name.split("/") or "\\" in name:
            raise disguised()
        if _RUNS.search(name):
            raise active(f"这个 {what}里有宏或程序", _ADVICE)
        if _EMBEDS.search(name):
            raise active(f"这个 {what}里嵌着别的文件", _ADVICE)
        if _LOADS.search(name):
            raise active(f"这个 {what}会从外面读取内容", _ADVICE)


def _check_types(types: bytes, kind: Kind) -> None:
    declared: list[str] = []
    office_xml.read(types, lambda _, attributes: declared.append(attributes.get("ContentType", "")))
    what = _WHAT[kind]
    if any("macroenabled" in each.lower() or "vba" in each.lower() for each in declared):
        raise active(f"这个 {what}里有宏或程序", _ADVICE)
    if any("oleObject" in each or "activeX" in each for each in declared):
        raise active(f"这个 {what}里嵌着别的文件", _ADVICE)
    if _MAIN[kind] not in declared:
        raise broken(what)


def _check_part(archive: zipfile.ZipFile, member: zipfile.ZipInfo, what: str) -> None:
    name = member.filename.lower()
    if member.is_dir():
        return
    if name.endswith((".xml", ".rels", ".vml")):
        if member.file_size > MAX_PART:
            raise active(f"这个 {what}解开后太大", _ADVICE)
        _check_xml(archive.read(member), what)
    else:
        with archive.open(member) as part:  # read to its end, so that a wrong checksum shows
            while part.read(1_048_576):
                pass


def _check_xml(part: bytes, what: str) -> None:
    def element(tag: str, attributes: dict[str, str]) -> None:
        if tag in _EMBEDDING:
            raise active(f"这个 {what}里嵌着别的文件", _ADVICE)
        if attributes.get("TargetMode", "").lower() == "external" and not _only_a_link(attributes):
            raise active(f"这个 {what}会从外面读取内容", _ADVICE)

    if _FIELD.search(office_xml.read(part, element)):
        raise active(f"这个 {what}会从外面读取内容", _ADVICE)


def _only_a_link(attributes: dict[str, str]) -> bool:
    """A link that opens only when somebody follows it."""
    target = attributes.get("Target", "")
    return attributes.get("Type", "").endswith("/hyperlink") and bool(_LINK_TARGET.match(target))
