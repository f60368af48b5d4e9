"""The shape of a rule pack; unknown keys and impossible values are errors when it is read."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.rules.vocabulary import Channel, Duty, HandlingStep, Outcome, Procedure, Purpose, TimeUnit, Who

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Clause(_Part):
    """Where a rule comes from: the document, its section and at most 40 quoted characters."""

    document: Text
    section: Text
    quote: Annotated[str, StringConstraints(min_length=1, max_length=40)]


class Conditions(_Part):
    """When a rule applies; what is not named does not matter."""

    purpose: tuple[Purpose, ...] = ()
    channel: tuple[Channel, ...] = ()
    procedure: tuple[Procedure, ...] = ()
    repeat: bool | None = None
    min_people: Annotated[int, Field(ge=2)] | None = None
    sensitivity: tuple[Literal["normal", "sensitive", "urgent"], ...] = ()


class ClockRule(_Part):
    """One deadline: `value` days of `unit` after the step `start`; who owes what by it."""

    id: Identifier
    label: Text
    who: Who
    duty: Duty
    start: tuple[HandlingStep, ...]
    value: Annotated[int, Field(ge=0, le=3650)]
    unit: TimeUnit
    extendable_by: Annotated[int, Field(ge=1, le=365)] | None = None
    when: Conditions = Conditions()
    clause: Clause


class ForbiddenMethod(_Part):
    """A way of handling that the office must not use; `reason` narrows it to one reason code of the step."""

    id: Identifier
    step: HandlingStep
    reason: Identifier | None = None
    purpose: tuple[Purpose, ...] = ()
    message: Text
    clause: Clause


class RequiredDocuments(_Part):
    """The documents a case with one outcome must have before it is closed."""

    outcome: Outcome
    names: tuple[Text, ...]
    clause: Clause


class Target(_Part):
    """What an indicator should reach, as a share between 0 and 1."""

    indicator: Identifier
    value: Annotated[float, Field(ge=0, le=1)]
    direction: Literal["at_least", "at_most"]
    clause: Clause


class PackFile(_Part):
    """One file in `packs/`."""

    pack: Identifier
    title: Text
    version: Text
    extends: Identifier | None = None
    warn_days: Annotated[int, Field(ge=0, le=30)] | None = None
    sign_offs: Annotated[int, Field(ge=1, le=3)] | None = None
    clocks: tuple[ClockRule, ...] = ()
    forbidden: tuple[ForbiddenMethod, ...] = ()
    documents: tuple[RequiredDocuments, ...] = ()
    targets: tuple[Target, ...] = ()


class SourcedClock(_Part):
    """A clock rule and whether it is the law's (national pack) or the office's own."""

    rule: ClockRule
    pack: Identifier
    source: Literal["law", "office"]


class Pack(_Part):
    """A pack with all it extends, ready to be asked."""

    name: Identifier
    title: Text
    version: Text
    warn_days: int
    sign_offs: int
    clocks: tuple[SourcedClock, ...]
    forbidden: tuple[ForbiddenMethod, ...]
    documents: tuple[RequiredDocuments, ...]
    targets: tuple[Target, ...]

    def required_documents(self, outcome: Outcome) -> RequiredDocuments | None:
        """What a case with this outcome needs; the local pack's list stands before the national one."""
        return next((entry for entry in self.documents if entry.outcome == outcome), None)

    def target(self, indicator: str) -> Target | None:
        """The target of one indicator, or None when this pack sets none."""
        return next((entry for entry in self.targets if entry.indicator == indicator), None)
