"""`python -m tests.dialogues.staff DEED CASE`: what staff do between two turns, with the office's own settings."""

from __future__ import annotations

import sys
from collections.abc import Callable

from sqlalchemy.orm import Session

import api.main  # noqa: F401  all tables are known
from api import database
from api.cases import repository
from api.cases.models import Case
from api.rules.vocabulary import HandlingStep as S
from api.rules.vocabulary import Procedure
from api.working_days import now
from tests.api.making import HANDLER, LEADER, REGISTRAR, confirm, step


def forward(db: Session, case: Case) -> None:
    """The bureau forwards the case and the unit signs for it."""
    confirm(db, case)
    step(db, case, S.FORWARD, REGISTRAR, now(), unit_code="RS")
    step(db, case, S.SIGN, HANDLER, now())


def conclude(db: Session, case: Case) -> None:
    """The case goes its whole way to the end."""
    forward(db, case)
    step(db, case, S.ACCEPT, HANDLER, now(), route=Procedure.PETITION)
    step(db, case, S.REPLY, HANDLER, now(), documents=("受理告知书", "信访处理意见书"))
    step(db, case, S.SIGN_OFF, LEADER, now())
    step(db, case, S.DELIVER, HANDLER, now(), documents=("送达回证",))
    step(db, case, S.CONCLUDE, HANDLER, now())


DEEDS: dict[str, Callable[[Session, Case], None]] = {"forward": forward, "conclude": conclude}


def main(deed: str, number: str) -> None:
    """Do it in one transaction."""
    with database.transaction() as db:
        case = repository.by_number(db, number)
        if case is None:
            raise SystemExit(f"no case {number}")
        DEEDS[deed](db, case)


if __name__ == "__main__":
    main(*sys.argv[1:])
