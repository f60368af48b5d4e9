"""Drafts: what a citizen has told so far, what is still missing, and what each message means for it."""

from api.intake.drafts.service import (
    attach,
    current,
    delete_unfiled,
    detach,
    end_handover,
    in_danger,
    keep,
    sessions_to_keep,
    view,
    working_copy,
)
from api.intake.drafts.view import DraftView

__all__ = [
    "DraftView",
    "attach",
    "current",
    "delete_unfiled",
    "detach",
    "end_handover",
    "in_danger",
    "keep",
    "sessions_to_keep",
    "view",
    "working_copy",
]
