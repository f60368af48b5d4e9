"""Settings and what the logs may keep."""

from __future__ import annotations

import logging

import pytest

from api.settings import configure_logging


def test_the_access_log_keeps_no_codes_and_tokens(caplog: pytest.LogCaptureFixture) -> None:
    configure_logging()
    configure_logging()  # asking twice does no harm
    log = logging.getLogger("uvicorn.access")
    address = "/api/progress?query_code=ABCDE-FGHJK&phone_tail=1234"
    with caplog.at_level(logging.INFO, logger="uvicorn.access"):
        log.info('%s - "%s %s HTTP/%s" %d', "127.0.0.1:1", "GET", address, "1.1", 200)
    assert "GET /api/progress HTTP/1.1" in caplog.text
    assert "1234" not in caplog.text
