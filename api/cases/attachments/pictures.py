"""Pictures: decoded and written anew, so that neither place nor device nor anything hidden stays in them."""

from __future__ import annotations

import io
from threading import BoundedSemaphore

import pillow_heif
import structlog
from PIL import Image, ImageOps, UnidentifiedImageError

from api.cases.attachments.kinds import Kind, Refused, broken

log = structlog.get_logger(__name__)
MAX_PIXELS = 64_000_000
MAX_SIDE = 20_000
_FORMATS = {Kind.JPG: "JPEG", Kind.PNG: "PNG"}
_ONE_AT_A_TIME = BoundedSemaphore(2)  # a decoded picture may take 250 MB
_KEPT_MODES = {"1", "L", "LA", "RGB", "RGBA"}


def cleaned(content: bytes, kind: Kind) -> tuple[Kind, bytes]:
    """The same picture without anything but its pixels: HEIC becomes JPEG, the others stay; turned upright.

    Raises Refused when it has too many pixels or cannot be read to its end.
    """
    try:
        with _ONE_AT_A_TIME:
            picture = _opened(content, kind)
            return _written(_plain(picture), kind)
    except Refused:
        raise
    except Exception as error:  # damaged pictures make decoders fail in every way there is
        log.info("picture_unreadable", kind=type(error).__name__)
        raise broken("图片") from error


def _opened(content: bytes, kind: Kind) -> Image.Image:
    if kind is Kind.HEIC:
        heif = pillow_heif.open_heif(content, convert_hdr_to_8bit=True)
        _check_size(*heif.size)
        return heif.to_pillow()
    try:
        picture = Image.open(io.BytesIO(content), formats=[_FORMATS[kind]])
    except Image.DecompressionBombError as error:
        raise _too_large() from error
    except UnidentifiedImageError as error:
        raise broken("图片") from error
    _check_size(*picture.size)
    return picture


def _check_size(width: int, height: int) -> None:
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE or min(width, height) < 1:
        raise _too_large()


def _too_large() -> Refused:
    return Refused("picture_too_large", "这张图片的尺寸太大，请截屏或者用小一点的尺寸再传。")


def _plain(picture: Image.Image) -> Image.Image:
    picture.load()
    upright = ImageOps.exif_transpose(picture)
    if upright.mode.startswith("I") or upright.mode == "F":
        upright = upright.convert("I").point([value >> 8 for value in range(65536)], "L")
    if upright.mode == "P" or (upright.mode == "RGB" and "transparency" in upright.info):
        upright = upright.convert("RGBA" if "transparency" in upright.info else "RGB")
    if upright.mode not in _KEPT_MODES:
        upright = upright.convert("RGB")
    bare = Image.new(upright.mode, upright.size)
    bare.paste(upright)
    return bare


def _written(picture: Image.Image, kind: Kind) -> tuple[Kind, bytes]:
    out = io.BytesIO()
    if kind is Kind.PNG:
        picture.save(out, "PNG")
        return Kind.PNG, out.getvalue()
    flat = picture if picture.mode in ("L", "RGB") else picture.convert("RGB")
    flat.save(out, "JPEG", quality=88, optimize=True)
    return Kind.JPG, out.getvalue()
