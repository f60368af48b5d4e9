"""Changing the encryption key: a new key becomes current, then every encrypted value is written again with it.

Old keys stay in the file, so that a rotation that was interrupted can simply be run again.
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from api.security.encryption import EncryptedJson, EncryptedText, decrypt_bytes, encrypt_bytes
from api.security.keys import KeyRing, ring, write
from api.settings import settings

_BATCH = 500


def new_key(cipher: str) -> KeyRing:
    """Add a key of `cipher` ("aes-gcm" or "sm4-gcm") to the file and use it from now on in this process."""
    fresh = ring().rotated(cipher)
    write(settings().keys_file, fresh)
    ring.cache_clear()
    return fresh


def _encrypted(metadata: sa.MetaData) -> Iterator[tuple[sa.Table, sa.Column[bytes], str]]:
    for table in metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, EncryptedText | EncryptedJson):
                yield table, column, column.type.aad


def rewrite(db: Session, metadata: sa.MetaData) -> int:
    """Write every value that is not under the current key again; gives how many. Commits every 500 values."""
    current, changed = ring().current, 0
    for table, column, aad in _encrypted(metadata):
        raw = sa.type_coerce(column, sa.LargeBinary)
        keys = list(table.primary_key.columns)
        rows = db.execute(sa.select(*keys, raw).where(column.is_not(None))).all()
        for *key, blob in rows:
            if blob[1] == current:
                continue
            fresh = encrypt_bytes(decrypt_bytes(blob, aad), aad)
            where = [left == right for left, right in zip(keys, key, strict=True)]
            value = sa.bindparam(None, fresh, type_=sa.LargeBinary)
            db.execute(sa.update(table).where(*where, raw == blob).values({column: value}))
            changed += 1
            if changed % _BATCH == 0:
                db.commit()
    db.commit()
    return changed
