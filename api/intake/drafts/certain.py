"""Answers that cannot be anything else: a number where a number is asked, a place where a place is asked."""

from __future__ import annotations

import re

from api.intake.drafts import identity, wording
from api.intake.drafts.personal import no_paper
from api.intake.drafts.state import Reading
from classifier import regions

_SHORT = 30


def certain_answer(reading: Reading, ask: str) -> bool:
    """Whether a short line has the form that this question wants, whatever the model thinks it means."""
    text = wording.simplified(reading.text).strip()
    if len(text) > _SHORT or wording.asks_something(text):
        return False
    if ask in ("id_number", "phone", "address", "guardian") and (wording.refuses(text) or wording.says_skip(text)):
        return True
    if ask == "id_number" and no_paper(reading):
        return True
    if ask == "region":
        best = regions.most_specific(regions.search(text))
        return best is not None and len(best.text) * 2 >= len(wording.squeezed(text))
    if ask == "people_count":
        return wording.people_told(text) is not None
    if ask in ("phone", "id_number"):
        return len(re.sub(r"\D", "", text)) >= 6
    if ask == "petitioner_name":
        return identity.find_name(text) is not None and len(text) <= 10
    return ask == "address" and bool(
        reading.facts.address or re.search(r"\d+(号|栋|幢|组|室|单元)|[镇乡村路街巷]", text)
    )
