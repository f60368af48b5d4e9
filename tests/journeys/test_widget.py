"""The chat inside an office's own site, by one script tag."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import RunningOffice
from tests.journeys.phone import Phone


@pytest.fixture
def site(running: RunningOffice) -> Iterator[str]:
    """An office's own site, strict about what it lets in, with the chat's script tag; its address."""
    chat = running.base_url
    page = f"""<!doctype html><html lang="zh-CN"><meta charset="utf-8">
    <title>某某市人民政府</title><h1>某某市人民政府</h1>
    <script src="{chat}/chat/widget.js" data-campaign="portal" data-position="left" data-label="我要信访"
            defer></script>"""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """The one page."""
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", f"script-src {chat}; style-src 'self'; frame-src {chat}")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, format: str, *args: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_widget_opens_the_chat_and_closes_it(desk: Phone, site: str) -> None:
    page = desk.page
    page.goto(site)
    button = page.get_by_role("button", name="我要信访")
    expect(button).to_have_attribute("aria-expanded", "false")
    with page.expect_request("**/api/chat/sessions") as opened:
        button.press("Enter")
    assert opened.value.post_data_json == {"channel": "web", "campaign": "portal"}
    frame = page.frame_locator("iframe[title='我要信访']")
    expect(frame.get_by_role("log", name="对话")).to_contain_text("请把事情说给我听")
    frame.get_by_role("button", name="关闭对话窗口").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(button).to_be_focused()
    assert desk.errors == []
