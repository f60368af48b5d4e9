"""What a message says in passing, read by the classifier's extraction; only certain things, shown for confirmation."""

from __future__ import annotations

from datetime import date

from api.intake.drafts.state import Facts
from api.intake.drafts.wording import in_simplified, people_told
from classifier.extraction import Extraction, Span, extract


def read_facts(text: str, today: date | None = None, near: str = "") -> Facts:
    """The facts of one message; `near` is the office's region code, which settles ambiguous place names."""
    said = extract(in_simplified(text), now=today, near=near or None)
    told = (said.petitioned, said.litigated, said.arbitrated)
    evidence = [each.evidence.text for each in told if each.evidence and len(each.evidence.text) >= 6]
    return Facts(
        phones=tuple(span.value for span in said.phones),
        id_numbers=tuple(span.value for span in said.id_numbers),
        names=tuple(_as_told(span, text) for span in said.names),
        places=tuple(said.places),
        address=_as_told(said.address, text) if said.address else None,
        respondent=_as_told(said.respondent, text) if said.respondent else None,
        demand=_as_told(said.demand, text) if said.demand else None,
        people_count=_people(said),
        petitioned=said.petitioned.answer,
        litigated=said.litigated.answer,
        arbitrated=said.arbitrated.answer,
        history_detail="；".join(dict.fromkeys(evidence))[:200],
    )


def _as_told(span: Span, text: str) -> str:
    """The words as the citizen wrote them, unless the reading gave them another form."""
    return text[span.start : span.end] if span.value == span.text else span.value


def _people(said: Extraction) -> int | None:
    if said.people_count is None:
        return None
    value = said.people_count.value
    return int(value) if value.isdigit() else people_told(value)
