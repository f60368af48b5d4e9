"""Real files, made by other people's programs (ffmpeg, python-docx, XlsxWriter, reportlab, qpdf, libheif), and ways to
change them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from PIL import Image

FOLDER = Path(__file__).with_name("samples")


def sample(name: str) -> bytes:
    """One of the files in `samples/`."""
    return (FOLDER / name).read_bytes()


def picture(form: str = "JPEG", size: tuple[int, int] = (120, 80), **how: object) -> bytes:
    """A picture that tells on its maker."""
    exif = Image.Exif()
    exif[0x0110], exif[0x0112] = "SecretPhone", 6
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, form, exif=exif, **how)
    return out.getvalue()


def repacked(archive: bytes, changes: Mapping[str, bytes | None]) -> bytes:
    """The same zip with members added, replaced or (None) left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changes:
                new.writestr(name, old.read(name))
        for name, content in changes.items():
            if content is not None:
                new.writestr(name, content)
    return out.getvalue()


def member(archive: bytes, name: str) -> bytes:
    """One member of a zip."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return opened.read(name)


def small_zip(name: str = "x.txt", content: bytes = b"x") -> bytes:
    """A zip with one member."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, content)
    return out.getvalue()
