"""The work list and the case over HTTP: scope, masks, search, steps, reveal, protection, audit."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from api import database
from api.accounts import audit
from api.accounts.actors import Role
from api.accounts.models import AuditEntry
from api.working_days import now
from tests.api.making import PASSWORD, accepted, filed, sign_in


def some_case(**given: Any) -> str:
    """The number of a case filed just now."""
    with database.transaction() as db:
        return filed(db, now(), **given).number


def accepted_case(**given: Any) -> str:
    """The number of a case that unit RS handles."""
    with database.transaction() as db:
        return accepted(db, now(), **given).number


def actions() -> list[str]:
    with database.transaction() as db:
        return list(db.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.number)))


def numbers(client: TestClient, **query: Any) -> list[str]:
    answer = client.get("/api/cases", params=query)
    assert answer.status_code == 200, answer.text
    return [row["number"] for row in answer.json()["cases"]]


def test_nobody_sees_cases_without_signing_in(client: TestClient) -> None:
    number = some_case()
    for answer in (
        client.get("/api/cases"), client.get(f"/api/cases/{number}"),
        client.post(f"/api/cases/{number}/steps", json={}),
        client.post(f"/api/cases/{number}/reveal", json={}), client.get("/api/statistics/indicators"),
    ):  # fmt: skip
        assert answer.status_code == 401
        assert answer.json()["error"]["code"] == "not_signed_in"


def test_the_cookie_is_safe_and_logout_ends_it(client: TestClient) -> None:
    sign_in(client, Role.REGISTRAR)
    answer = client.post("/api/auth/login", json={"username": "registrar-bureau-plain", "password": PASSWORD})
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert client.get("/api/me").json()["role"] == "registrar"
    client.post("/api/auth/logout")
    assert client.get("/api/me").status_code == 401


def test_wrong_password(client: TestClient) -> None:
    answer = client.post("/api/auth/login", json={"username": "x", "password": "y"})
    assert answer.status_code == 401
    assert actions() == ["sign_in_failed"]


def test_the_list_is_masked_and_paged(client: TestClient) -> None:
    for _ in range(22):
        some_case()
    sign_in(client, Role.REGISTRAR)
    page = client.get("/api/cases", params={"page": 2}).json()
    assert (page["total"], page["pages"], len(page["cases"])) == (22, 2, 2)
    row = page["cases"][0]
    assert row["petitioner"] == "林**"
    assert row["light"] == "green"
    assert "13896001234" not in str(page)


def test_filters(client: TestClient) -> None:
    waiting, handled = some_case(), accepted_case()
    sign_in(client, Role.REGISTRAR)
    assert numbers(client, state="registered") == [waiting]
    assert numbers(client, unit="RS") == [handled]
    assert set(numbers(client, light="green")) == {waiting, handled}
    assert numbers(client, light="red") == []


@pytest.mark.parametrize("q", ["拖欠工资", "安置房", "13896001234", "500118198502041226"])
def test_search_finds_words_phones_and_id_numbers(client: TestClient, q: str) -> None:
    number = some_case()
    some_case(story="楼下烧烤店油烟扰民，老人睡不着觉", demand="要求整治", respondent="烧烤店", phone="13900000001",
              id_number="500118197001010013")  # fmt: skip
    sign_in(client, Role.REGISTRAR)
    assert numbers(client, q=q) == [number]
    assert numbers(client, q="自来水发黄") == []
    assert numbers(client, q=number) == [number]
    assert numbers(client, q="；") == []


def test_a_unit_sees_only_its_own_cases(client: TestClient) -> None:
    waiting, handled = some_case(), accepted_case()
    sign_in(client, Role.HANDLER, "RS")
    assert numbers(client) == [handled]
    assert client.get(f"/api/cases/{waiting}").status_code == 404
    sign_in(client, Role.HANDLER, "GA")
    assert numbers(client) == []
    assert client.get(f"/api/cases/{handled}").status_code == 404
    assert "case_refused" in actions()


@pytest.mark.parametrize("role", [Role.TRAINER, Role.ADMIN])
def test_who_handles_no_cases_sees_none(client: TestClient, role: Role) -> None:
    number = some_case()
    sign_in(client, role)
    assert client.get("/api/cases").status_code == 403
    assert client.get(f"/api/cases/{number}").status_code == 403


def test_a_case_with_clauses_steps_and_reasons(client: TestClient) -> None:
    number = accepted_case()
    sign_in(client, Role.HANDLER, "RS")
    case = client.get(f"/api/cases/{number}").json()
    assert case["person"]["phone"] == "138****1234"
    assert case["person"]["name"] == "林**"
    clause = next(d["clause"] for d in case["deadlines"] if d["rule_id"] == "unit_conclude")
    assert clause["section"] == "第34条"
    steps = {entry["step"]: entry for entry in case["steps"]}
    assert steps["reply"]["allowed"]
    assert not steps["conclude"]["allowed"]
    assert "已受理" in steps["conclude"]["why_not"]
    assert case["opened"]
    assert "case_opened" in actions()


def test_taking_a_step(client: TestClient) -> None:
    number = some_case()
    sign_in(client, Role.REGISTRAR)
    case = client.get(f"/api/cases/{number}").json()
    body = {"step": "forward", "unit": "RS", "version": case["version"]}
    after = client.post(f"/api/cases/{number}/steps", json=body).json()
    assert (after["state"], after["unit_name"]) == ("forwarded", "人力资源和社会保障局")
    again = client.post(f"/api/cases/{number}/steps", json=body)
    assert again.status_code == 409
    assert again.json()["error"]["code"] == "stale"


def test_a_forbidden_method_is_refused_with_the_clause(client: TestClient) -> None:
    number = some_case()
    sign_in(client, Role.REGISTRAR)
    answer = client.post(f"/api/cases/{number}/steps", json={"step": "store"})
    assert answer.status_code == 403
    assert "第22条" in answer.json()["error"]["fields"]["clause"]
    assert client.post(f"/api/cases/{number}/steps", json={"step": "burn"}).status_code == 422


def test_revealing_needs_a_reason_and_is_recorded(client: TestClient) -> None:
    number = accepted_case()
    sign_in(client, Role.HANDLER, "RS")
    assert client.post(f"/api/cases/{number}/reveal", json={"reason": ""}).status_code == 422
    person = client.post(f"/api/cases/{number}/reveal", json={"reason": "电话联系核实诉求"}).json()
    assert person["phone"] == "13896001234"
    with database.transaction() as db:
        entry = db.scalars(sa.select(AuditEntry).where(AuditEntry.action == "person_revealed")).one()
        assert entry.detail == {"reason": "电话联系核实诉求"}
        assert audit.verify(db).broken_at is None


def test_a_kept_identity_is_kept_from_the_unit(client: TestClient) -> None:
    number = accepted_case(confidential=True)
    sign_in(client, Role.HANDLER, "RS")
    case = client.get(f"/api/cases/{number}").json()
    assert case["petitioner"] == "身份保密"
    assert case["person"]["withheld"]
    assert client.post(f"/api/cases/{number}/reveal", json={"reason": "想打电话联系"}).status_code == 403
    assert "refused_reveal" in actions()
    sign_in(client, Role.REGISTRAR)
    assert client.get(f"/api/cases/{number}").json()["person"]["name"] == "林**"


TOLD = (
    "本人林秀梅，身份证５００１１８１９８５０２０４１２２６，电话138-9600-1234，住中山路街道萱花路一号。"
    "我和工友张建国在工地做木工，被拖欠工资三万八千元。"
)
SECRETS = ("林秀梅", "张建国", "５００１１８１９８５０２０４１２２６", "9600", "萱花路", "王秀英")


@pytest.mark.parametrize("confidential", [False, True])
def test_people_who_name_themselves_in_the_story_are_masked_too(client: TestClient, confidential: bool) -> None:
    number = accepted_case(
        story=TOLD, demand="请联系林秀梅 13896001234", representatives=["林秀梅", "张建国"], guardian="王秀英",
        history={"petitioned": "yes", "detail": "林秀梅去年打过 12345"}, confidential=confidential,
    )  # fmt: skip
    sign_in(client, Role.HANDLER, "RS")
    whole = client.get(f"/api/cases/{number}")
    for answer in (whole, client.get("/api/cases")):
        assert [secret for secret in SECRETS if secret in answer.text] == []
    assert "三万八千元" in whole.json()["story"]
    assert whole.json()["representatives"] == ([] if confidential else ["林**", "张**"])
    if confidential:
        assert "林" not in whole.text
        assert numbers(client, q="林秀梅") == []
        return
    shown = client.post(f"/api/cases/{number}/reveal", json={"reason": "电话联系核实诉求"}).json()
    assert (shown["story"], shown["representatives"]) == (TOLD, ["林秀梅", "张建国"])


SAME_PERSON = ["138 9600 1234", "+8613896001234", "１３８９６００１２３４", "500118198502041226", "林秀梅"]


@pytest.mark.parametrize("q", SAME_PERSON)
def test_the_bureau_finds_a_person_however_it_is_written(client: TestClient, q: str) -> None:
    number = some_case()
    sign_in(client, Role.REGISTRAR)
    assert numbers(client, q=q) == [number]


def test_a_small_x_is_the_same_id_number(client: TestClient) -> None:
    number = some_case(id_number="11010519491231002X")
    sign_in(client, Role.REGISTRAR)
    assert numbers(client, q="11010519491231002x") == numbers(client, q="11010519491231002Ｘ") == [number]


def test_that_there_was_an_accusation_is_not_told_by_the_repeat(client: TestClient) -> None:
    earlier = some_case(accusation=True)
    number = some_case()
    sign_in(client, Role.REGISTRAR)
    case = client.get(f"/api/cases/{number}").json()
    assert case["repeat"]
    assert case["repeat_of"] is None
    sign_in(client, Role.REGISTRAR, sealed=True)
    assert client.get(f"/api/cases/{number}").json()["repeat_of"] == earlier


def test_an_auditor_reads_but_does_not_reveal(client: TestClient) -> None:
    number = some_case()
    sign_in(client, Role.AUDITOR)
    assert client.get(f"/api/cases/{number}").status_code == 200
    assert client.post(f"/api/cases/{number}/reveal", json={"reason": "看看是谁"}).status_code == 403
    assert "refused_reveal" in actions()


def test_rule_13_sealed_cases_and_the_accused_unit(client: TestClient) -> None:
    number = some_case(accusation=True, respondent="区人社局局长")
    sign_in(client, Role.REGISTRAR)
    assert numbers(client) == []
    assert client.get(f"/api/cases/{number}").status_code == 404
    sign_in(client, Role.HANDLER, "RS", sealed=True)
    assert numbers(client) == []
    for answer in (
        client.get(f"/api/cases/{number}"), client.get("/api/cases", params={"q": number}),
        client.post(f"/api/cases/{number}/reveal", json={"reason": "随便看看"}),
        client.post(f"/api/cases/{number}/steps", json={"step": "sign"}),
    ):  # fmt: skip
        assert "林" not in answer.text
        assert "拖欠" not in answer.text
    sign_in(client, Role.REGISTRAR, sealed=True)
    assert numbers(client) == [number]
    refused = client.post(f"/api/cases/{number}/steps", json={"step": "forward", "unit": "RS"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "accused_unit")
    assert client.post(f"/api/cases/{number}/steps", json={"step": "forward", "unit": "JW"}).status_code == 200
    assert actions().count("case_refused") == 4
    assert "refused_accused_unit" in actions()
    with database.transaction() as db:
        assert audit.verify(db).broken_at is None
