"""The public facts and the list of places."""

from __future__ import annotations

from starlette.testclient import TestClient

from api.settings import settings


def test_the_page_learns_who_the_office_is_and_what_may_be_sent(client: TestClient) -> None:
    office = client.get("/api/office").json()
    assert (office["name"], office["phone"]) == (settings().OFFICE_NAME, settings().OFFICE_PHONE)
    assert "第三十四条" in office["notice"]
    assert office["attachment_max_bytes"] == 20 * 1024 * 1024
    assert {"jpg", "heic", "amr", "mp4"} <= set(office["attachment_kinds"])


def test_places_down_to_the_street(client: TestClient) -> None:
    provinces = client.get("/api/regions").json()
    chongqing = next(each for each in provinces if each["name"] == "重庆市")
    assert (chongqing["level"], chongqing["has_children"]) == (1, True)
    below = client.get("/api/regions", params={"parent": chongqing["code"]}).json()
    county = next(each for each in below if each["name"] == "永川区")
    streets = client.get("/api/regions", params={"parent": county["code"]}).json()
    assert any(each["level"] == 4 and not each["has_children"] for each in streets)


def test_an_unknown_place_is_said_plainly(client: TestClient) -> None:
    assert client.get("/api/regions", params={"parent": "999999"}).status_code == 404
    assert client.get("/api/regions", params={"parent": "x' OR 1"}).status_code == 422
