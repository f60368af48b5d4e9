"""Tables of our handling: the case, its unchangeable records, deadlines, exclusions, rating and number counter."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from api.cases.petitions import BLIND, ID, Petition, keep_unchanged
from api.database import Base, UtcDateTime, new_id
from api.security import EncryptedJson, EncryptedText


class Case(Base):
    """Our handling of one petition. Guesses are `suggested_*`, human answers `confirmed_*`, never one column."""

    __tablename__ = "cases"

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(sa.String(32), unique=True)
    petition_id: Mapped[str] = mapped_column(sa.ForeignKey("petitions.id"), unique=True)
    query_code: Mapped[str] = mapped_column(EncryptedText("case.query_code"))
    query_code_index: Mapped[bytes] = mapped_column(BLIND, unique=True)
    state: Mapped[str] = mapped_column(sa.String(24), index=True)
    procedure: Mapped[str] = mapped_column(sa.String(16), default="undecided")
    outcome: Mapped[str | None] = mapped_column(sa.String(16))

    channel: Mapped[str] = mapped_column(sa.String(16))
    region_code: Mapped[str | None] = mapped_column(sa.String(12))
    people_count: Mapped[int] = mapped_column(default=1)

    suggestion: Mapped[dict[str, Any]] = mapped_column(EncryptedJson("case.suggestion"))
    suggested_purpose: Mapped[str | None] = mapped_column(sa.String(16))
    suggested_category: Mapped[str | None] = mapped_column(sa.String(120))
    suggested_sensitivity: Mapped[str | None] = mapped_column(sa.String(16))
    suggested_unit_code: Mapped[str | None] = mapped_column(sa.String(16))
    confirmed_purpose: Mapped[str | None] = mapped_column(sa.String(16))
    confirmed_category: Mapped[str | None] = mapped_column(sa.String(120))
    confirmed_sensitivity: Mapped[str | None] = mapped_column(sa.String(16))
    confirmed_flags: Mapped[list[str] | None] = mapped_column(sa.JSON)
    confirmed_unit_code: Mapped[str | None] = mapped_column(sa.String(16))
    labels_confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    labels_confirmed_by: Mapped[str | None] = mapped_column(ID)

    unit_code: Mapped[str | None] = mapped_column(sa.String(16), index=True)
    unit_name: Mapped[str | None] = mapped_column(sa.String(120))
    first_receiver_id: Mapped[str | None] = mapped_column(ID)
    accused: Mapped[list[str] | None] = mapped_column(EncryptedJson("case.accused"))
    sealed: Mapped[bool] = mapped_column(default=False)
    confidential: Mapped[bool] = mapped_column(default=False)
    urgent_safety: Mapped[bool] = mapped_column(default=False)
    repeat: Mapped[bool] = mapped_column(default=False)
    repeat_of_id: Mapped[str | None] = mapped_column(sa.ForeignKey("cases.id"))
    confirmed_repeat: Mapped[bool | None]

    registered_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    forwarded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    concluded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    next_due_on: Mapped[date | None] = mapped_column(index=True)
    version: Mapped[int] = mapped_column(default=1)

    petition: Mapped[Petition] = relationship(lazy="joined")
    records: Mapped[list[HandlingRecord]] = relationship(order_by="HandlingRecord.sequence", back_populates="case")
    deadlines: Mapped[list[Deadline]] = relationship(order_by="Deadline.due_on", back_populates="case")
    exclusions: Mapped[list[CaseExclusion]] = relationship(lazy="selectin")
    rating: Mapped[Rating | None] = relationship(back_populates="case")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (sa.Index("ix_cases_state_registered_at", "state", "registered_at"),)


@keep_unchanged
class HandlingRecord(Base):
    """One taken step: who, for which unit, when, why, with which documents. Never changed, never deleted."""

    __tablename__ = "handling_records"

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(sa.ForeignKey("cases.id"))
    sequence: Mapped[int]
    step: Mapped[str] = mapped_column(sa.String(32))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[str] = mapped_column(sa.String(26))
    actor_name: Mapped[str] = mapped_column(EncryptedText("record.actor_name"))
    actor_role: Mapped[str] = mapped_column(sa.String(16))
    unit_code: Mapped[str | None] = mapped_column(sa.String(16))
    unit_name: Mapped[str | None] = mapped_column(sa.String(120))
    why: Mapped[str] = mapped_column(EncryptedText("record.why"))
    detail: Mapped[dict[str, Any]] = mapped_column(EncryptedJson("record.detail"))
    documents: Mapped[list[str]] = mapped_column(sa.JSON)
    state_before: Mapped[str | None] = mapped_column(sa.String(24))
    state_after: Mapped[str] = mapped_column(sa.String(24))

    case: Mapped[Case] = relationship(back_populates="records")
    __table_args__ = (sa.UniqueConstraint("case_id", "sequence"),)


class Deadline(Base):
    """One clock of a case as last computed, with its clause; recomputed after every step."""

    __tablename__ = "deadlines"

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(sa.ForeignKey("cases.id"))
    rule_id: Mapped[str] = mapped_column(sa.String(64))
    label: Mapped[str] = mapped_column(sa.String(64))
    duty: Mapped[str] = mapped_column(sa.String(32))
    who: Mapped[str] = mapped_column(sa.String(16))
    value: Mapped[int]
    unit: Mapped[str] = mapped_column(sa.String(8))
    start_event: Mapped[str] = mapped_column(sa.String(32))
    started_on: Mapped[date]
    due_on: Mapped[date] = mapped_column(index=True)
    provisional: Mapped[bool]
    met_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(sa.String(8))
    pack: Mapped[str] = mapped_column(sa.String(80))
    clause: Mapped[dict[str, str]] = mapped_column(sa.JSON)

    case: Mapped[Case] = relationship(back_populates="deadlines")
    __table_args__ = (sa.UniqueConstraint("case_id", "rule_id", "started_on"),)


class CaseExclusion(Base):
    """A unit that must not receive, see or hear of a case (条例 第30条第3款)."""

    __tablename__ = "case_exclusions"

    case_id: Mapped[str] = mapped_column(sa.ForeignKey("cases.id"), primary_key=True)
    unit_code: Mapped[str] = mapped_column(sa.String(16), primary_key=True, index=True)
    reason: Mapped[str] = mapped_column(sa.String(64))


class Rating(Base):
    """满意度评价: one rating of the bureau and one of the unit (3 满意, 2 基本满意, 1 不满意), once per case."""

    __tablename__ = "ratings"

    case_id: Mapped[str] = mapped_column(sa.ForeignKey("cases.id"), primary_key=True)
    bureau: Mapped[int]
    unit: Mapped[int]
    reasons: Mapped[str | None] = mapped_column(EncryptedText("rating.reasons"))
    rated_at: Mapped[datetime] = mapped_column(UtcDateTime)

    case: Mapped[Case] = relationship(back_populates="rating")
    __table_args__ = (
        sa.CheckConstraint("bureau BETWEEN 1 AND 3", "bureau_range"),
        sa.CheckConstraint("unit BETWEEN 1 AND 3", "unit_range"),
    )


class CaseNumberCounter(Base):
    """The last number given on one day for one region."""

    __tablename__ = "case_number_counters"

    prefix: Mapped[str] = mapped_column(sa.String(24), primary_key=True)
    last: Mapped[int]
