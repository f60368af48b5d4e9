"""The tracker store: encrypted, compact, complete where it must be; and the channel's replay of a turn."""

import asyncio
import base64
import os
import sqlite3
import tempfile
import time
import unittest
from pathlib import Path

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.components.channel import answers_to, encrypted_store_of
from bot.components.tracker_store import KEPT_EVENTS, EncryptedTrackerStore, KeyMissing, tracker_key

DOMAIN = Domain.from_dict(
    {"slots": {name: {"type": "any", "mappings": [{"type": "custom"}]} for name in ("phone", "requested_slot")}}
)


def turn(number: int) -> list:
    said = UserUttered(f"电话1380000{number:04d}", metadata={"message_id": f"m{number}"})
    return [said, SlotSet("requested_slot", f"ask{number}"), BotUttered(f"答{number}"), ActionExecuted("action_listen")]


class Store(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        os.environ["TRACKER_KEY"] = base64.b64encode(bytes(range(64))).decode()
        os.environ["TRACKER_URL"] = f"sqlite:///{self.folder / 'tracker.db'}"
        self.store = EncryptedTrackerStore(DOMAIN)

    def talk(self, turns: int) -> None:
        tracker = DialogueStateTracker.from_events("anna", [], DOMAIN.slots)
        for event in (
            ActionExecuted("action_session_start"),
            SessionStarted(),
            ActiveLoop("petition_form"),
            SlotSet("phone", "given"),
        ):
            tracker.update(event, DOMAIN)
        asyncio.run(self.store.save(tracker))
        for number in range(turns):
            kept = asyncio.run(self.store.retrieve("anna"))
            for event in turn(number):
                kept.update(event, DOMAIN)
            asyncio.run(self.store.save(kept))

    def as_another_process_reads_it(self) -> DialogueStateTracker:
        return asyncio.run(EncryptedTrackerStore(DOMAIN).retrieve("anna"))

    def test_a_turn_that_was_not_saved_leaves_no_trace(self) -> None:
        self.talk(3)
        failed = asyncio.run(self.store.retrieve("anna"))
        for event in turn(99):
            failed.update(event, DOMAIN)
        self.assertEqual(asyncio.run(self.store.retrieve("anna")).get_slot("requested_slot"), "ask2")

    def test_what_is_remembered_is_what_is_stored(self) -> None:
        self.talk(3)
        stored, remembered = self.as_another_process_reads_it(), asyncio.run(self.store.retrieve("anna"))
        self.assertEqual([e.type_name for e in remembered.events], [e.type_name for e in stored.events])
        self.assertEqual(remembered.current_slot_values(), stored.current_slot_values())

    def test_nothing_is_lost_and_little_is_read(self) -> None:
        self.talk(60)
        compact = self.as_another_process_reads_it()
        self.assertLessEqual(len(compact.events), KEPT_EVENTS + 6)
        self.assertEqual(compact.get_slot("phone"), "given")
        self.assertEqual(compact.get_slot("requested_slot"), "ask59")
        self.assertEqual(compact.active_loop_name, "petition_form")
        whole = asyncio.run(self.store.retrieve_full_tracker("anna"))
        self.assertEqual(len([e for e in whole.events if isinstance(e, UserUttered)]), 60)

    def test_nothing_personal_is_in_clear(self) -> None:
        self.talk(2)
        content = b"".join(path.read_bytes() for path in self.folder.iterdir())
        for word in ("13800000001", "anna", "答1"):
            self.assertNotIn(word.encode(), content)

    def test_another_key_reads_nothing(self) -> None:
        self.talk(1)
        os.environ["TRACKER_KEY"] = base64.b64encode(bytes(64)).decode()
        self.assertIsNone(asyncio.run(EncryptedTrackerStore(DOMAIN).retrieve("anna")))

    def test_a_changed_event_is_noticed(self) -> None:
        self.talk(1)
        with sqlite3.connect(self.folder / "tracker.db") as db:
            (data,) = db.execute("select data from events order by id desc limit 1").fetchone()
            db.execute("update events set data = ? where id = (select max(id) from events)", (data[:-8] + "AAAAAAA=",))
        with self.assertRaises(Exception):
            self.as_another_process_reads_it()

    def test_purging_takes_old_conversations_only(self) -> None:
        self.talk(1)
        self.assertEqual(self.store.purge(3600), 0)
        time.sleep(0.05)
        self.assertGreater(self.store.purge(0.01), 0)
        self.assertIsNone(asyncio.run(self.store.retrieve("anna")))

    def test_a_short_key_is_refused(self) -> None:
        os.environ["TRACKER_KEY"] = base64.b64encode(b"short").decode()
        with self.assertRaises(KeyMissing):
            tracker_key()

    def test_only_our_store_counts(self) -> None:
        agent = type("Agent", (), {"tracker_store": object()})()
        self.assertIsNone(encrypted_store_of(agent))
        agent.tracker_store = self.store
        self.assertIs(encrypted_store_of(agent), self.store)


class Replay(unittest.TestCase):
    def test_the_answers_to_one_message(self) -> None:
        events = [*turn(1), *turn(2)]
        self.assertEqual(answers_to("m1", events), [{"text": "答1"}])
        self.assertEqual(answers_to("m2", events), [{"text": "答2"}])
        self.assertIsNone(answers_to("m3", events))


if __name__ == "__main__":
    unittest.main()
