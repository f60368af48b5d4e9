"""How a conversation about one draft stands, and what a decision says and does; plain values without a database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.intake.fields import DraftFields

State = Literal["open", "paused", "resting", "filed", "cancelled"]
Kind = Literal["answer", "interrupt"]
Effect = Literal["", "file", "add_to_case", "cancel", "pause", "park", "next_matter", "next_with_held"]


class Talk(BaseModel):
    """What the conversation itself must remember between two messages; kept encrypted with the draft."""

    model_config = ConfigDict(extra="ignore")

    tries: dict[str, int] = Field(default_factory=dict)
    settled: list[str] = Field(default_factory=list)
    told: list[str] = Field(default_factory=list)
    held_text: str | None = None
    held_ask: str | None = None
    open_cases: list[dict[str, str]] = Field(default_factory=list)
    query_code: str | None = None
    bureau_rating: int | None = None
    wish: str | None = None
    quiet: bool = False
    pure_question: bool = False

    def once(self, name: str) -> bool:
        """True the first time this is asked for `name`: some things are said only once."""
        if name in self.told:
            return False
        self.told.append(name)
        return True

    def tried(self, ask: str) -> int:
        """Count one more failed answer to `ask`; gives how many there were."""
        self.tries[ask] = self.tries.get(ask, 0) + 1
        return self.tries[ask]


@dataclass(frozen=True)
class Choice:
    """An answer that can be tapped; `value` is what the bot hears."""

    label: str
    value: str


def choose(label: str, name: str, value: str | int) -> Choice:
    """A choice that answers `name` with `value`."""
    return Choice(label, f'/choose{{"value":"{name}={value}"}}')


@dataclass(frozen=True)
class Say:
    """One message of the bot: a response of bot/domain with its variables, and choices made for the moment."""

    response: str
    variables: Mapping[str, str] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    custom: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Found:
    """A stretch of text that says something (value in the form in which it is kept)."""

    value: str
    text: str = ""


@dataclass(frozen=True)
class Facts:
    """What a message says besides answering the question: only what is certain enough to be shown for confirmation."""

    phones: tuple[str, ...] = ()
    id_numbers: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    places: tuple[Any, ...] = ()
    address: str | None = None
    respondent: str | None = None
    demand: str | None = None
    people_count: int | None = None
    petitioned: bool | None = None
    litigated: bool | None = None
    arbitrated: bool | None = None
    history_detail: str = ""


@dataclass(frozen=True)
class Reading:
    """One message as it was understood. `picked` is a tapped answer (name, value); `command` a tapped intent."""

    text: str
    intent: str = "nlu_fallback"
    confidence: float = 0.0
    ranking: tuple[tuple[str, float], ...] = ()
    picked: tuple[str, str] | None = None
    command: str | None = None
    kind: str = "text"
    facts: Facts = field(default_factory=Facts)
    dangers: tuple[str, ...] = ()

    def leans(self, *intents: str) -> bool:
        """Whether one of these is the likeliest meaning, be it as unsure as it may."""
        likeliest = next((name for name, _ in self.ranking if name != "nlu_fallback"), self.intent)
        return likeliest in intents

    def means(self, *intents: str, at_least: float = 0.5) -> bool:
        """Whether the message expresses one of these intents with enough confidence."""
        return self.intent in intents and self.confidence >= at_least


@dataclass
class Mind:
    """The working copy of a draft during one message, and what will be said."""

    fields: DraftFields
    talk: Talk
    ask: str | None
    state: State = "open"
    handover: bool = False
    says: list[Say] = field(default_factory=list)
    effect: Effect = ""

    def say(self, response: str, choices: tuple[Choice, ...] = (), **variables: str) -> None:
        """Add a message."""
        self.says.append(Say(response, variables, choices))

    def give(self, name: str, value: Any, source: str) -> None:
        """Fill a field and remember where it came from."""
        setattr(self.fields, name, value)
        self.fields.provenance[name] = source  # type: ignore[assignment]
