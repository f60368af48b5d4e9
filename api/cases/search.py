"""Full-text search over encrypted cases: hashed words in FTS5 on SQLite, in a tsvector index on PostgreSQL.

`case_search` is an ordinary table; what makes it fast differs by database and is created with it (`SEARCH_DDL`).
"""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, Session, mapped_column

from api.cases.models import Case
from api.cases.petitions import ID
from api.cases.veil import Veil
from api.database import Base
from api.security import query_tokens, search_tokens


class CaseSearch(Base):
    """The hashed words of one case, separated by spaces."""

    __tablename__ = "case_search"

    id: Mapped[int] = mapped_column(sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True)
    case_id: Mapped[str] = mapped_column(ID, sa.ForeignKey("cases.id"), unique=True)
    words: Mapped[str] = mapped_column(sa.Text)


_VECTOR = "array_to_tsvector(string_to_array(words, ' '))"
SEARCH_DDL: dict[str, tuple[str, ...]] = {
    "postgresql": (f"CREATE INDEX ix_case_search_words ON case_search USING gin ({_VECTOR})",),
    "sqlite": (
        "CREATE VIRTUAL TABLE case_search_fts "
        "USING fts5(words, content='case_search', content_rowid='id', detail='none')",
        "CREATE TRIGGER case_search_added AFTER INSERT ON case_search BEGIN "
        "INSERT INTO case_search_fts(rowid, words) VALUES (new.id, new.words); END",
        "CREATE TRIGGER case_search_removed AFTER DELETE ON case_search BEGIN "
        "INSERT INTO case_search_fts(case_search_fts, rowid, words) VALUES ('delete', old.id, old.words); END",
        "CREATE TRIGGER case_search_changed AFTER UPDATE ON case_search BEGIN "
        "INSERT INTO case_search_fts(case_search_fts, rowid, words) VALUES ('delete', old.id, old.words); "
        "INSERT INTO case_search_fts(rowid, words) VALUES (new.id, new.words); END",
    ),
}


def is_search_index(name: str | None) -> bool:
    """Whether a table or index of the database is part of the search index, which no model describes."""
    return (name or "").startswith(("case_search_fts", "ix_case_search_words"))


@event.listens_for(CaseSearch.__table__, "after_create")
def _create_index(_: sa.Table, connection: sa.Connection, **__: object) -> None:
    for statement in SEARCH_DDL[connection.dialect.name]:
        connection.exec_driver_sql(statement)


@event.listens_for(CaseSearch.__table__, "before_drop")
def _drop_index(_: sa.Table, connection: sa.Connection, **__: object) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("DROP TABLE IF EXISTS case_search_fts")


def index_case(db: Session, case: Case) -> None:
    """Make a new case findable by the words of its title, story, demand, respondent and place.

    The petitioner's own name and numbers are not among them, nor the address of a kept identity: whom it is kept from
    could try them out.
    """
    told, veil = case.petition, Veil.over(case.petition, kept=True)
    if not case.confidential:
        veil = replace(veil, address=None)  # home is often where the matter is
    parts = (told.title, told.story, told.demand, told.respondent, told.region)
    words = " ".join(search_tokens("\n".join(veil.text(part) for part in parts if part)))
    db.add(CaseSearch(case_id=case.id, words=words))


def matching(db: Session, query: str) -> sa.Select[str] | None:
    """A selection of the ids of cases that have every word of `query`; None when it has no word to look for."""
    tokens = query_tokens(query)
    if not tokens:
        return None
    if db.get_bind().dialect.name == "postgresql":
        wanted = " & ".join(f"'{token}'" for token in tokens)
        has_all = sa.text(f"{_VECTOR} @@ CAST(:wanted AS tsquery)").bindparams(wanted=wanted)
        return sa.select(CaseSearch.case_id).where(has_all)
    fts = sa.table("case_search_fts", sa.column("rowid"), sa.column("case_search_fts"))
    found = sa.select(fts.c.rowid).where(fts.c.case_search_fts.op("MATCH")(" ".join(f'"{token}"' for token in tokens)))
    return sa.select(CaseSearch.case_id).where(CaseSearch.id.in_(found))
