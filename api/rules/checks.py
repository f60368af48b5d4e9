"""What can be wrong with a pack of the right shape: doubled ids, contradictions, gaps, laxness against the law."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations, product

from api.rules.clocks import CaseFacts, applies
from api.rules.pack import ClockRule, Conditions, Pack, PackFile
from api.rules.vocabulary import Channel, Duty, Procedure, Purpose, TimeUnit

ALWAYS_OWED = (Duty.FORWARD, Duty.OBJECT, Duty.NOTIFY)
OWED_IN_PETITION_PROCEDURE = (
    Duty.CONCLUDE,
    Duty.REQUEST_RE_EXAMINATION,
    Duty.ANSWER_RE_EXAMINATION,
    Duty.REQUEST_FINAL_RE_EXAMINATION,
    Duty.ANSWER_FINAL_RE_EXAMINATION,
)


def problems(files: list[PackFile], pack: Pack) -> list[str]:
    """Every fault of a merged pack in words; an empty list means it can be used."""
    return [*_doubled(pack), *_contradictions(files), *_laxer_than_law(files), *_gaps(pack), *_doubled_lists(files)]


def _doubled(pack: Pack) -> Iterator[str]:
    counts = Counter(entry.rule.id for entry in pack.clocks) + Counter(rule.id for rule in pack.forbidden)
    yield from (f"the id {name} is used {count} times" for name, count in counts.items() if count > 1)


def _doubled_lists(files: list[PackFile]) -> Iterator[str]:
    for file in files:
        for outcome, count in Counter(entry.outcome for entry in file.documents).items():
            if count > 1:
                yield f"{file.pack}: documents of {outcome} are listed {count} times"
        for indicator, count in Counter(entry.indicator for entry in file.targets).items():
            if count > 1:
                yield f"{file.pack}: {indicator} has {count} targets"


def _contradictions(files: list[PackFile]) -> Iterator[str]:
    for file in files:
        for left, right in combinations(file.clocks, 2):
            differs = (left.value, left.unit) != (right.value, right.unit)
            if differs and _same_matter(left, right) and not _narrower(left.when, right.when):
                yield f"{file.pack}: {left.id} and {right.id} set different deadlines for the same duty"


def _laxer_than_law(files: list[PackFile]) -> Iterator[str]:
    for local, law in product(files[:-1], files[-1:]):
        for own, national in product(local.clocks, law.clocks):
            if _same_matter(own, national) and _days(own) > _days(national):
                yield f"{local.pack}: {own.id} gives more time than {national.id} allows"


def _gaps(pack: Pack) -> Iterator[str]:
    for purpose, channel in product(Purpose, Channel):
        for procedure, duties in ((Procedure.UNDECIDED, ALWAYS_OWED), (Procedure.PETITION, OWED_IN_PETITION_PROCEDURE)):
            if procedure is Procedure.PETITION and purpose is not Purpose.GRIEVANCE:
                continue
            facts = CaseFacts(purpose=purpose, channel=channel, procedure=procedure)
            covered = {entry.rule.duty for entry in pack.clocks if applies(entry.rule.when, facts)}
            for duty in duties:
                if duty not in covered:
                    yield f"no deadline for {duty} when purpose is {purpose}, channel {channel}, procedure {procedure}"


def _same_matter(left: ClockRule, right: ClockRule) -> bool:
    same = left.duty == right.duty and left.who == right.who and bool({*left.start} & {*right.start})
    return same and _overlap(left.when, right.when)


def _overlap(left: Conditions, right: Conditions) -> bool:
    pairs = (
        (left.purpose, right.purpose), (left.channel, right.channel),
        (left.procedure, right.procedure), (left.sensitivity, right.sensitivity),
    )  # fmt: skip
    lists = all(not a or not b or bool({*a} & {*b}) for a, b in pairs)
    return lists and (left.repeat is None or right.repeat is None or left.repeat == right.repeat)


def _narrower(left: Conditions, right: Conditions) -> bool:
    """Whether one of the two names something that the other leaves open: then the narrower one is an exception."""
    named = [set(rule.model_dump(exclude_defaults=True)) for rule in (left, right)]
    return named[0] < named[1] or named[1] < named[0]


def _days(rule: ClockRule) -> float:
    return rule.value * (1.4 if rule.unit is TimeUnit.WORKING else 1)
