"""Who holds a conversation's turn: which process on which machine, so that a dead one's turn need not be waited out."""

from __future__ import annotations

import hashlib
import os
import secrets
import socket

_HOST = hashlib.sha256(socket.gethostname().encode()).hexdigest()[:12]
_BORN = secrets.token_hex(4)


def new_holder() -> str:
    """A name for one attempt of this process: host, process id, the process's own mark, and a number."""
    return f"{_HOST}:{os.getpid()}:{_BORN}:{secrets.token_hex(4)}"


def surely_dead(holder: str) -> bool:
    """Whether the process behind a holder has ended. Of another machine nobody knows: then it is not sure."""
    host, _, rest = holder.partition(":")
    number, _, rest = rest.partition(":")
    if host != _HOST or not number.isdigit():
        return False
    if int(number) == os.getpid():
        return not rest.startswith(_BORN)
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
