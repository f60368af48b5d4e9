"""Rate limits by the generic cell rate algorithm: kept in Redis when there is one, else in this process.

check = limit("progress", per_minute=10)
check("some key")     # raises TooMany with Retry-After
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from functools import lru_cache
from threading import Lock
from typing import Any

import redis
from pyrate_limiter import GCRA, InMemoryStateStore, Rate, RedisStateStore

from api.errors import TooMany
from api.security.keys import blind_index
from api.settings import settings

_KEPT = 50_000
_ALGORITHM = GCRA()


@lru_cache
def _redis() -> Any:
    return redis.Redis.from_url(settings().REDIS_URL)


class _Stores:
    """One small state per key; the least recently used are forgotten beyond 50,000."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, InMemoryStateStore] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str, seconds: int) -> Any:
        if settings().REDIS_URL:
            return RedisStateStore(_redis(), f"limit:{key}", ttl_ms=seconds * 2000)
        with self._lock:
            store = self._kept.pop(key, None) or InMemoryStateStore()
            self._kept[key] = store
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
            return store

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()


_stores = _Stores()


def forget_all() -> None:
    """Start counting anew in this process (a test, or an administrator after a mistake)."""
    _stores.clear()


def _milliseconds() -> int:
    """Time that a clock put back cannot stop; several processes need the common one."""
    return (time.time_ns() if settings().REDIS_URL else time.monotonic_ns()) // 1_000_000


def limit(name: str, *, per_minute: int | None = None, per_hour: int | None = None) -> Callable[[str], None]:
    """A check that raises TooMany when `key` came too often. Keys are hashed: addresses are not kept."""
    rates = [Rate(n, s * 1000) for n, s in ((per_minute, 60), (per_hour, 3600)) if n]
    longest = 3600 if per_hour else 60

    def check(key: str) -> None:
        if not settings().LIMITS_ON:
            return
        store = _stores.get(f"{name}:{blind_index(key, 'limit').hex()}", longest)
        decision = store.check(_ALGORITHM, rates, _milliseconds(), 1)
        if not decision.allowed:
            seconds = max(1, math.ceil((decision.retry_after_ms or 1000) / 1000))
            raise TooMany(
                "too_many",
                f"操作有点频繁，请 {seconds} 秒后再试，已经填写的内容不会丢失。",
                headers={"Retry-After": str(seconds)},
            )

    return check
