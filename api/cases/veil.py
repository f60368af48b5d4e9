"""What a case's texts show of its people to whoever handles it: nothing by which somebody is known, until revealed.

People write who they are into their story and even its first sentence, which is the title. The whole words are given
out only by the recorded reveal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from api.accounts.actors import Actor
from api.cases.models import Case
from api.cases.petitions import Petition
from api.cases.scope import may_know_person
from api.security import mask_name, mask_text


@dataclass(frozen=True, slots=True)
class Veil:
    """The names and the address that a petition holds of its people; `kept` hides even the surname."""

    names: tuple[str, ...]
    address: str | None
    kept: bool = False

    @classmethod
    def over(cls, told: Petition, *, kept: bool = False) -> Veil:
        """The veil over one petition."""
        person = told.petitioner
        names = (person.name, person.guardian, *(told.representatives or ()))
        return cls(tuple(name for name in names if name), person.address, kept)

    def text(self, words: str) -> str:
        """The words with names shortened and numbers starred."""
        return mask_text(words, self.names, self.address, whole_names=self.kept)

    def maybe(self, words: str | None) -> str | None:
        """The same for what may be missing."""
        return None if words is None else self.text(words)

    def all_of(self, value: Any) -> Any:
        """The same for everything inside lists and mappings."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.all_of(each) for each in value]
        if isinstance(value, dict):
            return {key: self.all_of(each) for key, each in value.items()}
        return value

    def people(self, names: list[str] | None) -> list[str]:
        """Names that stand alone; none at all when the identity is kept."""
        return [] if self.kept else [mask_name(name) for name in names or ()]


def veil_of(case: Case, actor: Actor) -> Veil:
    """The veil of a case before one member of staff."""
    return Veil.over(case.petition, kept=not may_know_person(case, actor))
