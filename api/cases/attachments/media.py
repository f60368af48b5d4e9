"""Recordings and videos: walked through from end to end, so that nothing else can hide in them. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from api.cases.attachments.kinds import Kind, broken, disguised, unknown_kind

_BITRATES = {
    (1, 3): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (2, 3): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}  # kbit/s by (MPEG version, layer)
_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_AMR_NARROW = (12, 13, 15, 17, 19, 20, 26, 31, 5, 6, 5, 5, 0, 0, 0, 0)
_AMR_WIDE = (17, 23, 32, 36, 40, 46, 50, 58, 60, 5, 5, 0, 0, 0, 0, 0)
_LOOSE = 4_096
_BOXES = {
    b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"uuid", b"meta", b"moof", b"mfra", b"sidx", b"styp",
    b"pdin", b"prft", b"udta", b"beam", b"emsg", b"ssix", b"pnot", b"junk",
}  # fmt: skip


def boxes(content: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """The boxes of an ISO media file between two places: name, begin and end of what they hold. Raises Refused."""
    at = start
    while at < end:
        size, name, head = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8], 8
        if size == 1:
            size, head = int.from_bytes(content[at + 8 : at + 16], "big"), 16
        size = end - at if size == 0 else size
        if size < head or at + size > end:
            raise broken("录音或视频")
        yield name, at + head, at + size
        at += size


def iso_kind(content: bytes) -> Kind:
    """M4A or MP4: a video when one of its tracks is pictures. Every byte must belong to a known box."""
    found: dict[bytes, tuple[int, int]] = {}
    for name, begin, end in boxes(content, 0, len(content)):
        if name not in _BOXES:
            raise disguised()
        found.setdefault(name, (begin, end))
    if b"moov" not in found:
        raise broken("录音或视频")
    tracks = _handlers(content, *found[b"moov"])
    if b"vide" in tracks:
        return Kind.MP4
    if b"soun" in tracks:
        return Kind.M4A
    raise unknown_kind()


def _handlers(content: bytes, begin: int, end: int) -> set[bytes]:
    """The kinds of the tracks (vide, soun …)."""
    found: set[bytes] = set()
    for name, inner, stop in boxes(content, begin, end):
        if name in (b"trak", b"mdia"):
            found |= _handlers(content, inner, stop)
        elif name == b"hdlr":
            found.add(content[inner + 8 : inner + 12])
    return found


def check_amr(content: bytes) -> None:
    """Every frame of an AMR recording must be one; raises Refused."""
    wide = content.startswith(b"#!AMR-WB\n")
    sizes, at, frames = (_AMR_WIDE, 9, 0) if wide else (_AMR_NARROW, 6, 0)
    while at < len(content):
        size = sizes[content[at] >> 3 & 15]
        if content[at] & 0x83 or (size == 0 and content[at] >> 3 & 15 not in (14, 15)):
            raise disguised() if frames == 0 or len(content) - at > 64 else broken("录音")
        at += 1 + size
        frames += 1
    if frames == 0 or at - len(content) > 64:
        raise broken("录音")


def check_mp3(content: bytes) -> None:
    """Frames must follow each other through the whole recording, but for tags and a little padding; raises Refused."""
    at, end, loose, frames = _after_id3(content), _before_tags(content), 0, 0
    while at + 4 <= end:
        size = _frame_size(content, at)
        if size and (at + size >= end or _frame_size(content, at + size) or frames == 0):
            at, frames = at + size, frames + 1
        else:
            at, loose = at + 1, loose + (content[at] != 0)
            if loose > _LOOSE:
                raise disguised() if frames else unknown_kind()
    if frames < 3:
        raise broken("录音")


def _after_id3(content: bytes) -> int:
    at = 0
    while content[at : at + 3] == b"ID3" and len(content) >= at + 10:
        sizes = content[at + 6 : at + 10]
        at += 10 + (sizes[0] << 21 | sizes[1] << 14 | sizes[2] << 7 | sizes[3])
        at += 10 if content[5] & 0x10 else 0
    return at


def _before_tags(content: bytes) -> int:
    end = len(content)
    if content[end - 128 : end - 125] == b"TAG":
        end -= 128
    if content[end - 32 : end - 24] == b"APETAGEX":
        end -= int.from_bytes(content[end - 20 : end - 16], "little") + 32
    return max(end, 0)


def _frame_size(content: bytes, at: int) -> int:
    """Bytes of the layer-III frame that begins here; 0 when none does."""
    if at + 4 > len(content) or content[at] != 0xFF or content[at + 1] & 0xE6 != 0xE2:
        return 0
    version, rate, place = content[at + 1] >> 3 & 3, content[at + 2] >> 2 & 3, content[at + 2] >> 4
    if version == 1 or rate == 3 or place in (0, 15):
        return 0
    bitrate = _BITRATES[(1 if version == 3 else 2, 3)][place - 1] * 1000
    samples = 144 if version == 3 else 72
    return samples * bitrate // _RATES[version][rate] + (content[at + 2] >> 1 & 1)
