"""Full-text search over encrypted cases."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.orm import Session

from api import database
from api.cases.models import Case
from api.cases.search import CaseSearch, is_search_index, matching
from api.settings import ROOT
from tests.api.making import filed


def found(db: Session, query: str) -> list[str]:
    selected = matching(db, query)
    return [] if selected is None else list(db.scalars(sa.select(Case.number).where(Case.id.in_(selected))))


def test_words_are_found_also_inside_longer_ones(db: Session) -> None:
    number = filed(db).number
    filed(db, story="楼下烧烤店油烟扰民", demand="要求整治", respondent="烧烤店")
    assert found(db, "拖欠工资") == [number]
    assert found(db, "工友 安置房") == [number]
    assert found(db, "拖欠油烟") == []
    assert matching(db, "，。") is None


def test_the_index_holds_no_readable_word(db: Session) -> None:
    filed(db)
    words = db.scalars(sa.select(CaseSearch.words)).one()
    assert words.isascii()
    assert "拖欠" not in words


def test_the_petitioner_cannot_be_tried_out_by_words(db: Session) -> None:
    told = "我是林秀梅，电话13896001234，家住萱花路一号，楼下烧烤店油烟扰民"
    number = filed(db, story=told, address="重庆市永川区萱花路一号").number
    filed(db, story=told, address="重庆市永川区萱花路一号", confidential=True)
    assert found(db, "林秀梅") == found(db, "13896001234") == []
    assert found(db, "萱花路") == [number]
    assert len(found(db, "油烟扰民")) == 2


def test_a_removed_case_is_not_found(db: Session) -> None:
    filed(db)
    db.execute(sa.delete(CaseSearch))
    assert found(db, "拖欠工资") == []


def test_the_migrations_make_the_same_index_as_the_models(tmp_path: Path) -> None:
    engines = [database.make_engine(f"sqlite:///{tmp_path / name}") for name in ("models.db", "migrated.db")]
    database.Base.metadata.create_all(engines[0])
    with engines[1].connect() as connection:
        config = Config(str(ROOT / "alembic.ini"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()
    listed = sa.text("SELECT name, sql FROM sqlite_master WHERE name LIKE 'case_search%' AND type <> 'index'")
    made = []
    for engine in engines:
        with engine.connect() as connection:
            made.append({name: sql for name, sql in connection.execute(listed) if name != "case_search"})
        engine.dispose()
    assert made[0] == made[1]
    assert any(is_search_index(name) for name in made[0])
