"""The documents of a case: what its outcome needs and what is there. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from api.rules.pack import Clause, Pack
from api.rules.vocabulary import Outcome


@dataclass(frozen=True, slots=True)
class Checklist:
    """Required, present and missing documents by name, and the clause that asks for them."""

    outcome: Outcome | None
    required: tuple[str, ...]
    present: tuple[str, ...]
    missing: tuple[str, ...]
    clause: Clause | None


def checklist(pack: Pack, outcome: Outcome | None, present: Iterable[str]) -> Checklist:
    """The checklist by outcome (永川 三(四)); without an outcome nothing is required yet."""
    there = tuple(dict.fromkeys(present))
    rule = pack.required_documents(outcome) if outcome else None
    required = rule.names if rule else ()
    missing = tuple(name for name in required if name not in there)
    return Checklist(outcome, required, there, missing, rule.clause if rule else None)
