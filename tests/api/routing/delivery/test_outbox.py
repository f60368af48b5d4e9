"""The outbox: once, in spite of failures, kills and several workers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from api import database
from api.errors import Conflict
from api.routing.delivery import outbox
from api.routing.delivery.envelope import Envelope, NotDelivered
from api.routing.delivery.models import OutboxMessage
from tests.api.making import MONDAY


class Receiver:
    """Keeps what arrives; fails as told."""

    def __init__(self, *failures: NotDelivered | None) -> None:
        self.arrived: list[str] = []
        self.failures = list(failures)

    def deliver(self, envelope: Envelope) -> None:
        failure = self.failures.pop(0) if self.failures else None
        if failure is not None:
            raise failure
        self.arrived.append(envelope.key)


def put(count: int = 1) -> None:
    with database.transaction() as db:
        for number in range(count):
            outbox.enqueue(db, f"case-{number}:1", "case_filed", f"case-{number}", {"story": "停水"}, now=MONDAY)


def only() -> OutboxMessage:
    with database.transaction() as db:
        return db.scalars(sa.select(OutboxMessage)).one()


@pytest.mark.usefixtures("office_db")
def test_delivered_once_and_not_again() -> None:
    put()
    receiver = Receiver()
    assert outbox.drain(MONDAY, receiver) == 1
    assert outbox.drain(MONDAY + timedelta(days=1), receiver) == 0
    assert receiver.arrived == ["case-0:1"]
    assert only().state == "delivered"


def test_the_same_key_is_enqueued_once(db: Session) -> None:
    for _ in range(2):
        outbox.enqueue(db, "k", "case_filed", "c", {}, now=MONDAY)
        db.flush()
    assert db.scalar(sa.select(sa.func.count()).select_from(OutboxMessage)) == 1


@pytest.mark.usefixtures("office_db")
def test_a_failure_is_tried_again_later_and_later() -> None:
    put()
    receiver = Receiver(NotDelivered("http_503"), NotDelivered("ConnectError"))
    outbox.drain(MONDAY, receiver)
    assert (only().last_error, only().next_at) == ("http_503", MONDAY + timedelta(seconds=30))
    assert outbox.drain(MONDAY + timedelta(seconds=29), receiver) == 0
    outbox.drain(MONDAY + timedelta(seconds=30), receiver)
    assert only().next_at == MONDAY + timedelta(seconds=90)
    assert outbox.drain(MONDAY + timedelta(seconds=90), receiver) == 1


def test_a_platform_that_is_away_for_three_days_loses_nothing() -> None:
    waited = sum((outbox.wait_after(n) for n in range(1, outbox.MOST_ATTEMPTS)), timedelta())
    assert waited > timedelta(days=3)


@pytest.mark.usefixtures("office_db")
def test_a_refusal_is_dead_at_once_and_can_be_sent_again() -> None:
    put()
    receiver = Receiver(NotDelivered("http_400", final=True))
    outbox.drain(MONDAY, receiver)
    assert only().state == "dead"
    assert outbox.drain(MONDAY + timedelta(days=2), receiver) == 0
    with database.transaction() as db:
        outbox.resend(db, only().id, MONDAY + timedelta(days=2))
    assert outbox.drain(MONDAY + timedelta(days=2), receiver) == 1
    with database.transaction() as db, pytest.raises(Conflict):
        outbox.resend(db, only().id, MONDAY)


@pytest.mark.usefixtures("office_db")
def test_killed_after_handing_over_it_comes_again_with_the_same_key() -> None:
    put()

    class Killed(BaseException):
        pass

    class DiesAfterwards(Receiver):
        def deliver(self, envelope: Envelope) -> None:
            super().deliver(envelope)
            if len(self.arrived) == 1:
                raise Killed

    receiver = DiesAfterwards()
    with pytest.raises(Killed):
        outbox.drain(MONDAY, receiver)
    assert outbox.drain(MONDAY + timedelta(minutes=1), receiver) == 0  # still claimed
    assert outbox.drain(MONDAY + timedelta(minutes=6), receiver) == 1
    assert receiver.arrived == ["case-0:1", "case-0:1"]  # the receiver drops the second by its key
    assert only().state == "delivered"


@pytest.mark.usefixtures("office_db")
def test_several_workers_do_not_send_the_same_message() -> None:
    put(40)
    receiver = Receiver()

    def work(_: int) -> int:
        return sum(outbox.drain(MONDAY, receiver, limit=7) for _ in range(4))

    with ThreadPoolExecutor(4) as pool:
        total = sum(pool.map(work, range(4)))
    assert total == 40
    assert sorted(receiver.arrived) == sorted(f"case-{n}:1" for n in range(40))


@pytest.mark.usefixtures("office_db")
def test_a_clock_put_back_does_not_hold_a_message() -> None:
    put()
    with database.transaction() as db:
        outbox.claim(db, MONDAY + timedelta(hours=5), 1)
    assert outbox.drain(MONDAY, Receiver()) == 1
