"""What a message says in passing, read by the classifier's extraction; only certain things, shown for confirmation."""

from __future__ import annotations

from datetime import date

from api.intake.drafts.state import Facts
from api.intake.drafts.wording import people_told
from classifier.extraction import Extraction, extract


def read_facts(text: str, today: date | None = None, near: str = "") -> Facts:
    """The facts of one message; `near` is the office's region code, which settles ambiguous place names."""
    said = extract(text, now=today, near=near or None)
    evidence = [told.evidence.text for told in (said.petitioned, said.litigated, said.arbitrated) if told.evidence]
    return Facts(
        phones=tuple(span.value for span in said.phones),
        id_numbers=tuple(span.value for span in said.id_numbers),
        names=tuple(span.value for span in said.names),
        places=tuple(said.places),
        address=said.address.value if said.address else None,
        respondent=said.respondent.value if said.respondent else None,
        demand=said.demand.value if said.demand else None,
        people_count=_people(said),
        petitioned=said.petitioned.answer,
        litigated=said.litigated.answer,
        arbitrated=said.arbitrated.answer,
        history_detail="；".join(dict.fromkeys(evidence))[:200],
    )


def _people(said: Extraction) -> int | None:
    if said.people_count is None:
        return None
    value = said.people_count.value
    return int(value) if value.isdigit() else people_told(value)
