"""Rate limits: generous below, firm above, each key apart."""

import pytest

from api.errors import TooMany
from api.security import limits
from api.settings import settings


@pytest.fixture(autouse=True)
def _limits_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "LIMITS_ON", True)
    limits.forget_all()


def test_above_the_rate_is_refused_with_a_time_to_wait() -> None:
    check = limits.limit("test", per_minute=3)
    for _ in range(3):
        check("one")
    with pytest.raises(TooMany) as refused:
        check("one")
    assert 1 <= int(refused.value.headers["Retry-After"]) <= 60
    assert refused.value.status == 429


def test_another_key_is_not_touched() -> None:
    check = limits.limit("test", per_minute=1)
    check("one")
    check("two")
    with pytest.raises(TooMany):
        check("one")


def test_names_do_not_share_their_counts() -> None:
    limits.limit("a", per_minute=1)("key")
    limits.limit("b", per_minute=1)("key")


def test_a_clock_put_back_locks_nobody_out(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    check = limits.limit("clock", per_minute=2)
    check("one")
    monkeypatch.setattr(time, "time_ns", lambda: 0)
    check("one")
