"""A citizen who follows a script over HTTP (CONTRACT, Chat). Knows nothing of the office but its doors."""

from __future__ import annotations

import json
import re
import sys
import time
import uuid
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2

from tests.api.cases.attachments.samples import FOLDER as SAMPLES
from tests.api.cases.attachments.samples import picture
from tests.citizen import Citizen, Persona
from tests.dialogues.checks import Shown, differences
from tests.dialogues.script import Script, Turn, all_scripts, matches

Office = Callable[[str, str], None]
"""What staff do meanwhile: a deed ("conclude") and the case number."""
_BLANK = re.compile(
    r"\{(name|id|phone|home|tail|code|case|wrong_tail|id_spaced|id_wide|id_wrong|id_short|other_id|other_phone)\}"
)
_MOST_ANSWERS = 20


@dataclass
class Line:
    """One turn as it went."""

    turn: str
    shown: Shown
    wrong: list[str]
    seconds: float


@dataclass
class Transcript:
    """A dialogue as it went; `wrong` is empty when everything was seen that the script expects."""

    script: Script
    lines: list[Line] = field(default_factory=list)

    @property
    def wrong(self) -> list[str]:
        """Every difference, with the turn it was found in."""
        return [f"turn {n} ({line.turn}): {each}" for n, line in enumerate(self.lines, 1) for each in line.wrong]

    def __str__(self) -> str:
        out = [f"{self.script} — {self.script.purpose}"]
        for number, line in enumerate(self.lines, 1):
            out.append(f"{number:>3} > {line.turn}   [{line.seconds:.2f} s]")
            out += [f"      {text}".replace("\n", "\n      ") for text in line.shown.texts]
            labels = [choice["label"] for choice in line.shown.choices]
            out += [f"      ({' | '.join(labels[:8])})"] if labels else []
            out.append(f"      ask={line.shown.ask} handover={line.shown.handover} filed={line.shown.filed}")
            out.append(f"      filled={line.shown.filled} missing={line.shown.missing}")
            out += [f"  !!! {each}" for each in line.wrong]
        return "\n".join(out)


class Driver:
    """Runs one script. Every script has an invented petitioner of its own, the same in every run."""

    def __init__(self, base_url: str, script: Script, office: Office | None = None) -> None:
        self.script, self.office = script, office
        self.http = httpx2.Client(base_url=base_url, timeout=60, trust_env=False)
        seed = zlib.crc32(str(script).encode())
        self.persona, self.other = Persona.invent(seed), Persona.invent(seed + 1)
        self.filed: dict[str, str] = {}
        self.offered: list[dict[str, str]] = []
        self.last_sent: dict[str, Any] = {}
        self.last: Shown = Shown()
        self.session, self.headers = "", {"": ""}

    def run(self) -> Transcript:
        """Follow the script to its end, or to the first turn with a difference."""
        transcript = Transcript(self.script)
        try:
            self._step(transcript, Turn("new_chat", "opening", self.script.opening, {}))
            for turn in self.script.turns:
                if transcript.wrong:
                    break
                self._step(transcript, turn)
        finally:
            self.http.close()
        return transcript

    def _step(self, transcript: Transcript, turn: Turn) -> None:
        started = time.monotonic()
        try:
            shown = getattr(self, f"_{turn.deed}")(turn)
            wrong = differences(shown, {name: self._words(value) for name, value in turn.seen.items()})
        except (httpx2.HTTPError, LookupError, ValueError) as error:
            shown, wrong = Shown(status=0), [f"{type(error).__name__}: {error}"]
        self.last = shown
        transcript.lines.append(Line(str(turn), shown, wrong, time.monotonic() - started))

    # --- what a citizen does ---------------------------------------------------------------------------------------

    def _new_chat(self, turn: Turn) -> Shown:
        """A new conversation of the same person."""
        answer = self.http.post("/api/chat/sessions", json={"channel": "web", "campaign": None})
        return self._entered(answer)

    def _entered(self, answer: httpx2.Response) -> Shown:
        body = answer.json()
        if answer.status_code < 400:
            self.session, self.headers = body["session_id"], {"Authorization": f"Bearer {body['token']}"}
        return self._shown(answer)

    def _say(self, turn: Turn) -> Shown:
        return self._send({"text": self._words(str(turn.what))})

    def _choose(self, turn: Turn) -> Shown:
        wanted = self._words(str(turn.what))
        for choice in [*self.last.choices, *reversed(self.offered)]:
            if matches(wanted, choice["label"]) or choice["value"] == wanted:
                return self._send({"choice": choice["value"]})
        raise LookupError(f"no choice {wanted!r} was offered")

    def _attach(self, turn: Turn) -> Shown:
        """Files, uploaded one by one and sent in one message, `with` words or without."""
        taken = []
        for name in turn.what if isinstance(turn.what, list) else [turn.what]:
            path = f"/api/chat/sessions/{self.session}/attachments"
            answer = self.http.post(path, headers=self.headers, files={"file": (name, _file(name))})
            if answer.status_code >= 400:
                return self._shown(answer)
            taken.append(answer.json()["attachment_id"])
        said: dict[str, Any] = {"attachment_ids": taken}
        return self._send(said | ({"text": self._words(turn.extra["with"])} if "with" in turn.extra else {}))

    def _again(self, turn: Turn) -> Shown:
        """The very same message once more, as after a lost answer."""
        before = self.last.raw
        shown = self._post(self.last_sent)
        shown.same = shown.raw == before
        return shown

    def _reload(self, turn: Turn) -> Shown:
        return self._shown(self.http.get(f"/api/chat/sessions/{self.session}", headers=self.headers))

    def _other_device(self, turn: Turn) -> Shown:
        code = self.http.post(f"/api/chat/sessions/{self.session}/handoff-code", headers=self.headers).json()["code"]
        return self._entered(self.http.post("/api/chat/sessions/resume", json={"code": code}))

    def _progress(self, turn: Turn) -> Shown:
        """Progress by HTTP: `progress: own` or a code, `tail` another phone tail."""
        code = self.filed.get("query_code", "") if turn.what == "own" else self._words(str(turn.what))
        tail = self._words(str(turn.extra.get("tail", "{tail}")))
        answer = self.http.get("/api/progress", params={"query_code": code, "phone_tail": tail})
        said = json.dumps(answer.json(), ensure_ascii=False)
        return Shown(status=answer.status_code, texts=[said], raw=answer.json())

    def _office(self, turn: Turn) -> Shown:
        if self.office is None:
            raise LookupError("this script needs staff")
        self.office(str(turn.what), self.filed["case_number"])
        return Shown(ask=self.last.ask, filed=self.filed or None)

    def _answer_until(self, turn: Turn) -> Shown:
        """Answer what is asked, whatever it is, until the office asks `what` ("filed": until there is a receipt)."""
        person = Citizen("", self.persona, None)  # type: ignore[arg-type]
        shown = self.last
        for _ in range(_MOST_ANSWERS):
            if (shown.filed is not None) if turn.what == "filed" else (shown.ask == turn.what):
                return shown
            offered = {"ask": shown.ask, "messages": [{"choices": shown.choices}]}
            shown = self._send(person._answer(offered))
        raise LookupError(f"{turn.what} did not come; asks {shown.ask}")

    # --- the wire --------------------------------------------------------------------------------------------------

    def _send(self, said: Mapping[str, Any]) -> Shown:
        self.last_sent = {"client_message_id": uuid.uuid4().hex, **said}
        return self._post(self.last_sent)

    def _post(self, body: Mapping[str, Any]) -> Shown:
        path = f"/api/chat/sessions/{self.session}/messages"
        return self._shown(self.http.post(path, headers=self.headers, json=body))

    def _shown(self, answer: httpx2.Response) -> Shown:
        shown = Shown.of(answer.status_code, answer.json())
        self.offered += shown.choices
        self.filed = shown.filed or self.filed
        return shown

    def _words(self, text: Any) -> Any:
        """Fill in {name}, {id}, {phone}, {home} of the petitioner, {tail}, {code} and {case} of the receipt."""
        if isinstance(text, list):
            return [self._words(each) for each in text]
        if isinstance(text, dict):
            return {key: self._words(value) for key, value in text.items()}
        return _BLANK.sub(lambda found: self._blanks()[found[1]], text) if isinstance(text, str) else text

    def _blanks(self) -> dict[str, str]:
        number, tail = self.persona.id_number, self.persona.phone[-4:]
        return {
            "name": self.persona.name, "id": number, "phone": self.persona.phone, "home": self.persona.address,
            "tail": tail, "wrong_tail": f"{(int(tail) + 1) % 10_000:04d}",
            "other_id": self.other.id_number, "other_phone": self.other.phone,
            "code": self.filed.get("query_code", ""), "case": self.filed.get("case_number", ""),
            "id_spaced": f"{number[:6]} {number[6:14]} {number[14:]}",
            "id_wide": "".join(chr(ord(sign) + 0xFEE0) for sign in number),
            "id_wrong": number[:-1] + ("1" if number[-1] != "1" else "2"),
            "id_short": number[:-2],
        }  # fmt: skip


def _file(name: str) -> bytes:
    if name.endswith((".jpg", ".png")):
        return picture("JPEG" if name.endswith(".jpg") else "PNG")
    if name.endswith(".exe"):
        return b"MZ\x90\x00" + bytes(400)
    return (SAMPLES / name).read_bytes()


def main() -> int:
    """`python -m tests.dialogues.driver URL [words of a script's name …]`: run them and print how they went."""
    address, *wanted = sys.argv[1:]
    chosen = [s for s in all_scripts() if not wanted or any(word in str(s) for word in wanted)]
    bad = 0
    for script in chosen:
        transcript = Driver(address, script).run()
        bad += bool(transcript.wrong)
        print(transcript if transcript.wrong or len(chosen) < 4 else f"ok {script}", flush=True)
    print(f"{len(chosen) - bad} of {len(chosen)} as written")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
