"""What a citizen may send, and what the bot hears of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.errors import Invalid
from api.gateway.messages import cleaning


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\u200b", "\u3000\u200d", "\x00\x07", "\ufeff", "\u3164"])
def test_nothing_visible_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="empty_message"):
        cleaning.accepted(text)


def test_twenty_thousand_characters_pass_and_one_more_does_not() -> None:
    assert len(cleaning.accepted("冤" * 20_000)) == 20_000
    with pytest.raises(Invalid, match="text_too_long"):
        cleaning.accepted("冤" * 20_001)


def test_invisible_controls_go_and_lines_stay() -> None:
    assert cleaning.accepted("第一行\r\n第二\x00行\u202e\r第三行") == "第一行\n第二行\n第三行"


@pytest.mark.parametrize("blank", [" ", "\n", "\u3000"])
def test_pages_of_blanks_shrink_and_paragraphs_stay(blank: str) -> None:
    assert cleaning.clean(f"甲{blank * 19_000}乙") == f"甲{blank * 100}乙"
    assert cleaning.clean(f"甲{blank * 100}乙") == f"甲{blank * 100}乙"


COMMANDS = ["/restart", " /session_start", "\n/confirm_submit", "//", "\ufeff/restart", "\x00/restart"]


@pytest.mark.parametrize("text", COMMANDS)
def test_a_command_typed_by_a_citizen_is_only_text(text: str) -> None:
    heard = cleaning.for_bot(cleaning.accepted(text))
    assert not heard.strip().startswith("/")


@given(st.text())
def test_whatever_is_typed_the_bot_hears_no_command(text: str) -> None:
    try:
        kept = cleaning.accepted(text)
    except Invalid:
        return
    kept.encode()  # can be stored
    heard = cleaning.for_bot(kept)
    assert not heard.strip().startswith("/")
    assert len(heard) <= cleaning.BOT_LIMIT
