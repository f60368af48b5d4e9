"""The full-text index over the hashed words of cases: FTS5 on SQLite, GIN on PostgreSQL (see api/cases/search.py)."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_VECTOR = "array_to_tsvector(string_to_array(words, ' '))"
_CREATE = {
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
        "INSERT INTO case_search_fts(case_search_fts) VALUES ('rebuild')",
    ),
}
_DROP = {
    "postgresql": ("DROP INDEX ix_case_search_words",),
    "sqlite": (
        "DROP TRIGGER case_search_added", "DROP TRIGGER case_search_removed", "DROP TRIGGER case_search_changed",
        "DROP TABLE case_search_fts",
    ),
}  # fmt: skip


def upgrade() -> None:
    """Create the index and fill it from the words that are there."""
    for statement in _CREATE[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """Search becomes impossible; nothing else is lost."""
    for statement in _DROP[op.get_bind().dialect.name]:
        op.execute(statement)
