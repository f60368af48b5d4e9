"""The bot's actions, one module per skill."""

from api.gateway.dialogue.actions.base import OfficeAction
from api.gateway.dialogue.actions.clarify import Clarify
from api.gateway.dialogue.actions.handover import AskHuman
from api.gateway.dialogue.actions.matters import BeginMatter, Cancel, Pause, Restart, Resume, SecondMatter
from api.gateway.dialogue.actions.petition import ValidatePetitionForm
from api.gateway.dialogue.actions.progress import AddMaterial, CheckProgress, RateCase, UrgeCase, WithdrawCase
from api.gateway.dialogue.actions.questions import Greet, Help, ShowDraft, Why
from api.gateway.dialogue.actions.session import SessionStart

ACTIONS: tuple[type[OfficeAction], ...] = (
    SessionStart, ValidatePetitionForm, Clarify, AskHuman, BeginMatter, Cancel, Pause, Restart, Resume, SecondMatter,
    AddMaterial, CheckProgress, RateCase, UrgeCase, WithdrawCase, Greet, Help, ShowDraft, Why,
)  # fmt: skip

__all__ = ["ACTIONS", "OfficeAction"]
