"""Progress and errors of `./run`, in plain words."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

_lock = threading.Lock()


class Stopped(SystemExit):
    """One clear line was said; nothing more to do."""


def line(text: str) -> None:
    """One line of progress."""
    with _lock:
        print(text, flush=True)


def fail(text: str, way_out: str = "") -> NoReturn:
    """Say what is missing and the way out, and stop with status 1."""
    with _lock:
        print(f"✗ {text}" + (f"\n  办法：{way_out}" if way_out else ""), file=sys.stderr, flush=True)
    raise Stopped(1)


@contextmanager
def step(name: str) -> Iterator[None]:
    """A step with its duration; a long one gives a sign of life every 20 seconds."""
    started, done = time.monotonic(), threading.Event()

    def sign_of_life() -> None:
        while not done.wait(20):
            line(f"  … {name}（已 {time.monotonic() - started:.0f} 秒）")

    line(f"→ {name}")
    thread = threading.Thread(target=sign_of_life, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
    line(f"✓ {name}（{time.monotonic() - started:.1f} 秒）")
