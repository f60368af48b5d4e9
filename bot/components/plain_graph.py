"""Rasa runs its small graphs through a scheduler made for clusters; for a few steps plain recursion is enough."""

from __future__ import annotations

import dask
import dask.core


def run_graphs_plainly() -> None:
    """Make Rasa's runner evaluate its graph in this thread, step by step."""
    dask.get = dask.core.get
