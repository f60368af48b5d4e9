"""`python -m api.training.launch PROGRAM …`: become that program, of low priority, and end with the process above.

A step of its own because a threaded worker must not run code between fork and exec. Standard library only.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1
_PRIORITY = 10


def main(arguments: list[str]) -> None:
    """`arguments`: the parent's process id, then the program with its arguments."""
    parent, *program = arguments
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != int(parent):  # it died before we asked to be told
            sys.exit(1)
    os.nice(_PRIORITY)
    os.execv(program[0], program)  # noqa: S606


if __name__ == "__main__":
    main(sys.argv[1:])
