"""Open a conversation, show it, pass it on to another device. Nothing here asks the bot."""

from __future__ import annotations

import re
import secrets
import unicodedata
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from api.errors import NotFound
from api.gateway.messages import repository as messages
from api.gateway.messages.view import shown, standing
from api.gateway.sessions import repository
from api.gateway.sessions.models import ChatSession
from api.gateway.sessions.notice import FIRST_CHOICES, FIRST_QUESTION, notice
from api.gateway.sessions.schemas import Conversation, HandoffCodeShown, OpenedConversation, Opening
from api.security import new_token
from api.settings import Settings

CODE_MINUTES = 10
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 8


def open_conversation(db: Session, opening: Opening, office: Settings, now: datetime) -> OpenedConversation:
    """A new conversation with the notice and the first question already said."""
    session = ChatSession(
        channel=opening.channel,
        campaign=_campaign(opening.campaign),
        created_at=now,
        seen_at=now,
        expires_at=now + timedelta(hours=office.SESSION_HOURS),
        last_seq=0,
    )
    db.add(session)
    db.flush()
    token = new_token()
    repository.add_token(db, session.id, token, now)
    messages.append(db, session.id, "bot", notice(office), now)
    messages.append(db, session.id, "bot", FIRST_QUESTION, now, choices=FIRST_CHOICES)
    return OpenedConversation(token=token, **dict(conversation(db, session)))


def _campaign(text: str | None) -> str | None:
    kept = re.sub(r"[^\w.\-]", "", text or "")[:64]
    return kept or None


def conversation(db: Session, session: ChatSession) -> Conversation:
    """All that was said and how the petition stands."""
    stands = standing(db, session.id)
    return Conversation(
        session_id=session.id,
        channel=session.channel,
        messages=[shown(message) for message in messages.latest(db, session.id)],
        ask=stands.ask,
        draft=stands.draft,
        filed=stands.filed,
        handover=session.with_staff,
        expires_at=session.expires_at,
    )


def handoff_code(db: Session, session_id: str, now: datetime) -> HandoffCodeShown:
    """A code for another device: 8 letters (40 bits), 10 minutes, one use; an earlier code is void."""
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    expires_at = now + timedelta(minutes=CODE_MINUTES)
    repository.replace_code(db, session_id, code, expires_at)
    return HandoffCodeShown(code=f"{code[:4]}-{code[4:]}", expires_at=expires_at)


def resume_by_code(db: Session, typed: str, office: Settings, now: datetime) -> OpenedConversation:
    """Go on with the conversation on this device; the other one stays signed in. Raises NotFound for any bad code."""
    code = re.sub(r"[\s\-—_]", "", unicodedata.normalize("NFKC", typed)).upper()
    session_id = repository.use_code(db, code, now)
    session = db.get(ChatSession, session_id) if session_id else None
    if session is None or session.expires_at <= now:
        raise NotFound(
            "unknown_code",
            "接续码不对或者已经过期。接续码 10 分钟内有效、只能用一次，请在原来的设备上重新获取。",
        )
    token = new_token()
    repository.add_token(db, session.id, token, now)
    repository.hold(db, session.id, now, office.SESSION_HOURS)
    db.refresh(session)
    return OpenedConversation(token=token, **dict(conversation(db, session)))
