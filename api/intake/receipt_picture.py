"""The receipt as a PNG: office, codes, what happens next, and a QR code to the progress page."""

from __future__ import annotations

import io
import re
from functools import lru_cache
from pathlib import Path

import qrcode
from PIL import Image, ImageDraw, ImageFont

from api.intake.receipts import Receipt
from api.settings import settings
from api.working_days import to_office

WIDTH, MARGIN = 720, 48
_SIMPLIFIED = 2  # the third face of Noto's collections is the one for 简体中文
_UNBROKEN = re.compile(r"[0-9A-Za-z.-]+年?|.", re.DOTALL)
_NEVER_FIRST = "，。；：！？、）》”"
INK, GREY, ACCENT = "#1a1a1a", "#595959", "#0b5cad"
_FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/arphic/uming.ttc",
    "/System/Library/Fonts/PingFang.ttc",
    "C:/Windows/Fonts/msyh.ttc",
)


@lru_cache
def chinese_font(size: int) -> ImageFont.FreeTypeFont | None:
    """A font of this machine that has Chinese characters; None when there is none."""
    found = next((path for path in _FONTS if Path(path).exists()), None)
    if found is None:
        return None
    return ImageFont.truetype(found, size, index=_SIMPLIFIED if "CJK" in found else 0)


def progress_address(receipt: Receipt, base_url: str) -> str:
    """Where the QR code leads: the progress page with the code filled in; the phone's digits are never in it."""
    base = (settings().PUBLIC_URL or base_url).rstrip("/")
    return f"{base}/chat#progress={receipt.query_code}"


def draw(receipt: Receipt, base_url: str) -> bytes:
    """The picture's bytes; without a Chinese font only the codes and the QR code are on it."""
    title, text = chinese_font(36), chinese_font(24)
    latin = ImageFont.load_default(28)
    rows = _rows(receipt) if title and text else _bare_rows(receipt)
    fonts = {"title": title or latin, "text": text or latin, "code": chinese_font(44) or ImageFont.load_default(44)}
    lines = [(kind, line) for kind, row in rows for line in _wrapped(row, fonts[kind], WIDTH - 2 * MARGIN)]
    code = _qr(progress_address(receipt, base_url))
    height = 2 * MARGIN + sum(_height(kind) for kind, _ in lines) + code.height + 24
    canvas = Image.new("RGB", (WIDTH, height), "white")
    pen, top = ImageDraw.Draw(canvas), MARGIN
    for kind, line in lines:
        pen.text((MARGIN, top), line, font=fonts[kind], fill={"title": INK, "code": ACCENT, "text": GREY}[kind])
        top += _height(kind)
    canvas.paste(code, ((WIDTH - code.width) // 2, top + 12))
    buffer = io.BytesIO()
    canvas.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _rows(receipt: Receipt) -> list[tuple[str, str]]:
    filed = to_office(receipt.filed_at).strftime("%Y年%m月%d日 %H:%M")
    rows = [
        ("title", f"{settings().OFFICE_NAME} · 信访事项提交回执"),
        ("text", "查询码（请保存，不要告诉别人）"),
        ("code", receipt.query_code),
        ("text", f"事项编号：{receipt.case_number}"),
        ("text", f"提交时间：{filed}"),
        ("text", " "),
        ("text", "接下来："),
    ]
    for number, step in enumerate(receipt.next_steps, 1):
        unsure = "，以国务院节假日安排为准" if step.provisional else ""
        by = f"（最晚{step.by_on:%Y年%m月%d日}{unsure}）" if step.by_on else ""
        rows.append(("text", f"{number}. {step.what}{by}。依据：{step.clause}"))
    rows.append(("text", f"咨询电话：{settings().OFFICE_PHONE}。扫码可以查询进度："))
    return rows


def _bare_rows(receipt: Receipt) -> list[tuple[str, str]]:
    filed = f"{to_office(receipt.filed_at):%Y-%m-%d %H:%M}"
    return [("code", receipt.query_code), ("text", receipt.case_number), ("text", filed)]


def _height(kind: str) -> int:
    return {"title": 60, "code": 68, "text": 38}[kind]


def _wrapped(text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, width: int) -> list[str]:
    lines, line = [], ""
    for piece in _UNBROKEN.findall(text):
        if line and font.getlength(line + piece) > width and piece not in _NEVER_FIRST:
            lines.append(line)
            line = ""
        line += piece
    return [*lines, line]


def _qr(address: str) -> Image.Image:
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, box_size=7, border=2)
    code.add_data(address)
    code.make(fit=True)
    buffer = io.BytesIO()
    code.make_image().save(buffer)
    buffer.seek(0)
    return Image.open(buffer).convert("RGB")
