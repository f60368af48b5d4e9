"""Tables of what was told: the petitioner and the petition. They are written once and never changed."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from api.database import Base, UtcDateTime, new_id
from api.security import EncryptedJson, EncryptedText, blind_index

ID = sa.String(26)
BLIND = sa.LargeBinary(16)


class UnchangeableRecord(RuntimeError):
    """Something tried to change or delete a row that must stay as it was written."""


def keep_unchanged(model: type[Base]) -> type[Base]:
    """Refuse every change and deletion of this table's rows through the session."""

    @event.listens_for(model, "before_update")
    @event.listens_for(model, "before_delete")
    def refuse(_: Mapper[Any], __: sa.Connection, row: Any) -> None:
        raise UnchangeableRecord(f"a {type(row).__name__} is never changed")

    return model


def person_index(value: str | None, kind: str) -> bytes | None:
    """The blind index under which a name, phone or ID number of a petitioner is found; None for nothing.

    However it is written: full width, small x, blanks, dashes, a country code.
    """
    clean = plain_number(value or "")
    if kind == "phone":
        clean = re.sub(r"^(?:\+|00)?86(?=1\d{10}$)", "", clean)
    return blind_index(clean, f"petitioner.{kind}") if clean else None


def plain_number(written: str) -> str:
    """A number or name without blanks and dashes, in half width and capitals."""
    return re.sub(r"[\s\-‐-―－]", "", unicodedata.normalize("NFKC", written)).upper()


@keep_unchanged
class Petitioner(Base):
    """信访人, as they gave themselves with one petition. What they refused to give is marked, never guessed."""

    __tablename__ = "petitioners"

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    name: Mapped[str | None] = mapped_column(EncryptedText("petitioner.name"))
    id_number: Mapped[str | None] = mapped_column(EncryptedText("petitioner.id_number"))
    phone: Mapped[str | None] = mapped_column(EncryptedText("petitioner.phone"))
    address: Mapped[str | None] = mapped_column(EncryptedText("petitioner.address"))
    guardian: Mapped[str | None] = mapped_column(EncryptedText("petitioner.guardian"))
    name_index: Mapped[bytes | None] = mapped_column(BLIND, index=True)
    id_number_index: Mapped[bytes | None] = mapped_column(BLIND, index=True)
    phone_index: Mapped[bytes | None] = mapped_column(BLIND, index=True)
    name_refused: Mapped[bool] = mapped_column(default=False)
    id_refused: Mapped[bool] = mapped_column(default=False)
    phone_refused: Mapped[bool] = mapped_column(default=False)
    address_refused: Mapped[bool] = mapped_column(default=False)
    minor: Mapped[bool] = mapped_column(default=False)


@keep_unchanged
class Petition(Base):
    """信访事项 as told (规程第4—5条). `as_told` is the whole draft at the moment of filing."""

    __tablename__ = "petitions"

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    petitioner_id: Mapped[str] = mapped_column(sa.ForeignKey("petitioners.id"), index=True)
    draft_id: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    channel: Mapped[str] = mapped_column(sa.String(16))
    campaign: Mapped[str | None] = mapped_column(sa.String(64))
    proxy_user_id: Mapped[str | None] = mapped_column(ID)
    title: Mapped[str] = mapped_column(EncryptedText("petition.title"))
    story: Mapped[str] = mapped_column(EncryptedText("petition.story"))
    demand: Mapped[str | None] = mapped_column(EncryptedText("petition.demand"))
    region_code: Mapped[str | None] = mapped_column(sa.String(12), index=True)
    region: Mapped[str | None] = mapped_column(EncryptedText("petition.region"))
    respondent: Mapped[str | None] = mapped_column(EncryptedText("petition.respondent"))
    respondent_index: Mapped[bytes | None] = mapped_column(BLIND, index=True)
    people_count: Mapped[int] = mapped_column(default=1)
    representatives: Mapped[list[str] | None] = mapped_column(EncryptedJson("petition.representatives"))
    history: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJson("petition.history"))
    as_told: Mapped[dict[str, Any]] = mapped_column(EncryptedJson("petition.as_told"))
    record_only: Mapped[bool] = mapped_column(default=False)
    filed_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)

    petitioner: Mapped[Petitioner] = relationship(lazy="joined")
