"""What a citizen can do with a query code, and what nobody learns by guessing."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa
from PIL import Image
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from api import database
from api.cases.attachments.models import Attachment
from api.cases.models import HandlingRecord, Rating
from api.errors import Conflict, Invalid, NotFound, OfficeError
from api.intake import progress, receipt_picture
from api.intake.filing import receipt
from api.rules.vocabulary import HandlingStep
from tests.api.making import HANDLER, LEADER, MONDAY, REGISTRAR, accepted, confirm, filed, step

S = HandlingStep
TAIL = "1234"


def test_the_citizen_sees_steps_deadlines_and_no_names(db: Session) -> None:
    case = accepted(db)
    step(db, case, S.INVESTIGATE, HANDLER, why="实地走访了项目部")
    view = progress.view(db, case.query_code.lower().replace("-", " "), TAIL, MONDAY)
    assert [shown.step for shown in view.steps] == ["register", "forward", "sign", "accept"]
    assert view.unit == "人力资源和社会保障局"
    assert {(d.label, d.due_on, d.state) for d in view.deadlines} >= {("信访程序办结", date(2026, 11, 6), "open")}
    assert HANDLER.name not in str(view)
    assert view.can_supplement
    assert view.rating.state == "not_yet"


def test_overdue_is_said_plainly(db: Session) -> None:
    case = filed(db)
    late = progress.view(db, case.query_code, TAIL, MONDAY + timedelta(days=30))
    assert [deadline.state for deadline in late.deadlines] == ["overdue"]


WRONG = [("AAAAA-AAAAA", TAIL), ("", TAIL), (None, "9999"), (None, ""), (None, "13896001234")]


@pytest.mark.parametrize(("code", "tail"), WRONG)
def test_wrong_code_and_wrong_tail_get_the_same_answer(db: Session, code: str | None, tail: str) -> None:
    case = filed(db)
    with pytest.raises(NotFound) as missing:
        progress.view(db, case.query_code if code is None else code, tail, MONDAY)
    assert (missing.value.code, missing.value.status) == ("no_case", 404)


def test_without_a_phone_the_id_number_or_the_code_alone_counts(db: Session) -> None:
    by_id = filed(db, phone=None, phone_refused=True)
    assert progress.view(db, by_id.query_code, "1226", MONDAY).case_number == by_id.number
    nothing = filed(db, phone=None, id_number=None)
    assert progress.view(db, nothing.query_code, "", MONDAY).case_number == nothing.number


def test_supplement(db: Session) -> None:
    case = filed(db)
    file = Attachment(session_id="s", name="欠条.jpg", kind="jpg", byte_count=1, sha256="0" * 64, created_at=MONDAY)
    db.add(file)
    db.flush()
    progress.supplement(db, case.query_code, TAIL, text="又找到一张欠条", attachment_ids=[file.id], now=MONDAY)
    view = progress.view(db, case.query_code, TAIL, MONDAY)
    assert view.steps[-1].note == "又找到一张欠条"
    assert view.attachments == 1
    with pytest.raises(Invalid):
        progress.supplement(db, case.query_code, TAIL, text=" ", attachment_ids=[], now=MONDAY)


def test_the_same_material_sent_twice_is_added_once(db: Session) -> None:
    case = filed(db)
    first = progress.supplement(db, case.query_code, TAIL, "又找到一张欠条", [], MONDAY)
    assert progress.supplement(db, case.query_code, TAIL, "又找到一张欠条", [], MONDAY) is first
    progress.supplement(db, case.query_code, TAIL, "还有一张", [], MONDAY)
    assert [record.step for record in case.records] == ["register", "supplement", "supplement"]


def test_codes_and_tails_in_full_width_are_the_same(db: Session) -> None:
    case = filed(db)
    wide = str.maketrans({chr(n): chr(n + 0xFEE0) for n in range(0x21, 0x7F)})
    assert progress.view(db, case.query_code.translate(wide), TAIL.translate(wide), MONDAY).case_number == case.number


def test_what_is_not_for_the_citizen_is_not_told(db: Session) -> None:
    case = filed(db, story="本人林秀梅，身份证500118198502041226，被拖欠工资三万八千元")
    confirm(db, case)
    step(db, case, S.FORWARD, REGISTRAR, unit_code="RS")
    step(db, case, S.SIGN, HANDLER)
    step(db, case, S.INVESTIGATE, HANDLER, why="走访", documents=("对周某的询问笔录",))
    view = progress.view(db, case.query_code, TAIL, MONDAY)
    assert view.documents == ()
    assert view.title.startswith("本人林**，身份证500***")


def test_a_file_of_another_petition_stays_there(db: Session) -> None:
    one, other = filed(db), filed(db)
    like = {"name": "x", "kind": "jpg", "byte_count": 1, "sha256": "0" * 64, "created_at": MONDAY}
    file = Attachment(petition_id=other.petition_id, **like)
    db.add(file)
    db.flush()
    progress.supplement(db, one.query_code, TAIL, text="", attachment_ids=[file.id], now=MONDAY)
    db.refresh(file)
    assert file.petition_id == other.petition_id


def test_withdraw_until_it_is_decided(db: Session) -> None:
    case = filed(db)
    progress.withdraw(db, case.query_code, TAIL, "已经和解", MONDAY)
    view = progress.view(db, case.query_code, TAIL, MONDAY)
    assert (view.status, view.rating.state) == ("withdrawn", "none")
    assert not view.can_withdraw
    assert not view.can_supplement
    assert view.deadlines == ()
    with pytest.raises(Conflict):
        progress.withdraw(db, case.query_code, TAIL, "", MONDAY)
    decided = accepted(db)
    step(db, decided, S.REPLY, HANDLER)
    with pytest.raises(Conflict):
        progress.withdraw(db, decided.query_code, TAIL, "", MONDAY)


def concluded(db: Session) -> str:
    case = accepted(db)
    step(db, case, S.REPLY, HANDLER, documents=("受理告知书", "信访处理意见书"))
    step(db, case, S.SIGN_OFF, LEADER)
    step(db, case, S.DELIVER, HANDLER)
    step(db, case, S.CONCLUDE, HANDLER)
    return case.query_code


def test_two_ratings_once_and_only_at_the_end(db: Session) -> None:
    early = filed(db)
    with pytest.raises(Conflict):
        progress.rate(db, early.query_code, TAIL, bureau=3, unit=1, reasons="", now=MONDAY)
    code = concluded(db)
    assert progress.view(db, code, TAIL, MONDAY).rating.state == "open"
    with pytest.raises(Invalid):
        progress.rate(db, code, TAIL, bureau=4, unit=1, reasons="", now=MONDAY)
    progress.rate(db, code, TAIL, bureau=3, unit=1, reasons="钱还没有到账", now=MONDAY)
    view = progress.view(db, code, TAIL, MONDAY)
    assert (view.rating.state, view.rating.bureau, view.rating.unit) == ("done", 3, 1)
    with pytest.raises(Conflict):
        progress.rate(db, code, TAIL, bureau=3, unit=3, reasons="", now=MONDAY)


def test_the_receipt_is_a_picture(db: Session) -> None:
    picture = Image.open(BytesIO(receipt_picture.draw(receipt(filed(db)), "http://office.test/")))
    assert picture.format == "PNG"
    assert picture.width == receipt_picture.WIDTH


def test_without_a_chinese_font_the_picture_still_has_the_codes(db: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receipt_picture, "chinese_font", lambda _: None)
    picture = Image.open(BytesIO(receipt_picture.draw(receipt(filed(db)), "http://office.test/")))
    assert picture.height > 200


def test_the_qr_code_leads_to_the_progress_page_without_the_phone(db: Session) -> None:
    address = receipt_picture.progress_address(receipt(filed(db)), "http://office.test/")
    assert address.startswith("http://office.test/chat#progress=")
    assert TAIL not in address


def test_over_http(client: TestClient) -> None:
    with database.transaction() as db:
        case = filed(db)
        code, number = case.query_code, case.number
    answer = client.get("/api/progress", params={"query_code": code, "phone_tail": TAIL})
    assert answer.status_code == 200
    assert answer.json()["case_number"] == number
    missing = client.get("/api/progress", params={"query_code": code, "phone_tail": "0000"})
    assert missing.status_code == 404
    assert missing.json()["error"]["message"]
    sent = client.post("/api/progress/supplement", json={"query_code": code, "phone_tail": TAIL, "text": "补充一句"})
    assert sent.json()["steps"][-1]["note"] == "补充一句"
    png = client.get(f"/api/receipts/{code}.png", params={"phone_tail": TAIL})
    assert png.headers["content-type"] == "image/png"
    assert client.get(f"/api/receipts/{code}.png").status_code == 404
    gone = client.post("/api/progress/withdraw", json={"query_code": code, "phone_tail": TAIL, "reason": "和解了"})
    assert gone.json()["status"] == "withdrawn"


ONE_CODE = ["AAAAAAAAAA", "aaaaa aaaaa", "A-AAAAAAAAA", "AAAAA－AAAAA"]


@pytest.mark.parametrize("forms", [["AAAAA-AAAAA"], ONE_CODE, ["?"]])
def test_guessing_is_slowed_down(client: TestClient, monkeypatch: pytest.MonkeyPatch, forms: list[str]) -> None:
    from api.security.limits import forget_all
    from api.settings import settings

    monkeypatch.setattr(settings(), "LIMITS_ON", True)
    forget_all()
    codes = [forms[n % len(forms)] for n in range(12)]
    asked = [client.get("/api/progress", params={"query_code": c, "phone_tail": n}) for n, c in enumerate(codes)]
    assert [answer.status_code for answer in asked[:10]] == [404] * 10
    assert asked[-1].status_code == 429
    assert int(asked[-1].headers["retry-after"]) >= 1
    forget_all()


def at_once(work: Callable[[], object], times: int = 4) -> list[type[Exception] | None]:
    """Do the same several times at once; the errors that it gave."""

    def one(_: int) -> type[Exception] | None:
        try:
            work()
        except OfficeError as error:
            return type(error)
        return None

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def test_rating_twice_at_once_counts_once(office_db: sa.Engine) -> None:
    with database.transaction() as db:
        code = concluded(db)

    def rate() -> None:
        with database.transaction() as session:
            progress.rate(session, code, TAIL, bureau=3, unit=1, reasons="", now=MONDAY)

    said = at_once(rate)
    assert said.count(None) == 1
    assert set(said) == {None, Conflict}
    with database.transaction() as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(Rating)) == 1
        steps = db.scalars(sa.select(HandlingRecord.step)).all()
        assert list(steps).count("rate") == 1


def test_material_sent_twice_at_once_is_added_once(office_db: sa.Engine) -> None:
    with database.transaction() as db:
        code = filed(db).query_code

    def send() -> None:
        with database.transaction() as session:
            progress.supplement(session, code, TAIL, "又找到一张欠条", [], MONDAY)

    assert set(at_once(send)) <= {None, Conflict}
    with database.transaction() as db:
        assert sorted(db.scalars(sa.select(HandlingRecord.step))) == ["register", "supplement"]
