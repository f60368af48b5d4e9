"""Roles, and who acts in one step: a user, a citizen, or the system itself. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person may do; a unit narrows it to that unit's cases."""

    REGISTRAR = "registrar"
    HANDLER = "handler"
    LEADER = "leader"
    PROXY = "proxy"
    AUDITOR = "auditor"
    TRAINER = "trainer"
    ADMIN = "admin"
    CITIZEN = "citizen"
    SYSTEM = "system"


ROLE_LABELS = {
    Role.REGISTRAR: "信访办登记员",
    Role.HANDLER: "承办单位经办人",
    Role.LEADER: "审签领导",
    Role.PROXY: "信访代办员",
    Role.AUDITOR: "审计员",
    Role.TRAINER: "训练员",
    Role.ADMIN: "管理员",
    Role.CITIZEN: "信访人",
    Role.SYSTEM: "系统",
}
STAFF_ROLES = tuple(role for role in Role if role not in (Role.CITIZEN, Role.SYSTEM))
CASE_ROLES = frozenset({Role.REGISTRAR, Role.HANDLER, Role.LEADER, Role.PROXY, Role.AUDITOR})


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. `unit_code` is None for the bureau itself; `may_open_sealed` is the permission for accusations."""

    id: str
    name: str
    role: Role
    unit_code: str | None = None
    may_open_sealed: bool = False

    @property
    def in_bureau(self) -> bool:
        """Whether this person works in the petition bureau and not in a handling unit."""
        return self.unit_code is None


CITIZEN = Actor("citizen", "信访人", Role.CITIZEN)
SYSTEM = Actor("system", "系统", Role.SYSTEM)
