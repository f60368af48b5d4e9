"""Case numbers (region + day + running number) and query codes that cannot be guessed."""

from __future__ import annotations

import secrets
import unicodedata
from datetime import date

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from api.cases.models import CaseNumberCounter
from api.security import blind_index

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 10


def next_case_number(db: Session, region_code: str, on: date) -> str:
    """The next number, for example 500118-20261127-00012; the counter's row is held until the transaction ends."""
    prefix = f"{(region_code or '000000')[:6]}-{on:%Y%m%d}"
    dialect = postgresql if db.get_bind().dialect.name == "postgresql" else sqlite
    insert = dialect.insert(CaseNumberCounter).values(prefix=prefix, last=1)
    count = insert.on_conflict_do_update(
        index_elements=[CaseNumberCounter.prefix], set_={"last": CaseNumberCounter.last + 1}
    ).returning(CaseNumberCounter.last)
    return f"{prefix}-{db.execute(count).scalar_one():05d}"


def new_query_code() -> str:
    """Ten random characters (about 49 bits) without lookalikes, shown in two halves; letters and digits both, so that
    the chat can tell a code from a word and from a telephone number."""
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
        if not code.isalpha() and not code.isdigit():
            return f"{code[:5]}-{code[5:]}"


def normal_query_code(typed: str) -> str | None:
    """A code as people type it (full width, blanks, small letters) in its stored form; None when it cannot be one."""
    code = "".join(ch for ch in unicodedata.normalize("NFKC", typed).upper() if ch.isalnum())
    if len(code) != CODE_LENGTH or any(ch not in ALPHABET for ch in code):
        return None
    return f"{code[:5]}-{code[5:]}"


def query_code_index(code: str) -> bytes:
    """The blind index under which a case is found by its query code."""
    return blind_index(code, "case.query_code")
