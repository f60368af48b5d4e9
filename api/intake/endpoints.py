"""What citizens ask with their query code: progress, supplements, withdrawal, rating, the receipt as a picture."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.cases.numbers import normal_query_code
from api.database import Db, ReadDb
from api.intake import progress, receipt_picture
from api.intake.filing import receipt
from api.security.limits import limit
from api.working_days import now

router = APIRouter(tags=["progress"])
_by_address = limit("progress_address", per_minute=20, per_hour=200)
_by_code = limit("progress_code", per_minute=10, per_hour=40)


class ProgressAnswer(BaseModel):
    """A case as its own citizen sees it; see `ProgressView`."""

    model_config = ConfigDict(from_attributes=True)

    case_number: str
    query_code: str
    title: str
    status: str
    status_label: str
    filed_at: Any
    unit: str | None
    steps: list[dict[str, Any]]
    deadlines: list[dict[str, Any]]
    documents: list[str]
    attachments: int
    can_supplement: bool
    can_withdraw: bool
    rating: dict[str, Any]


AttachmentId = Annotated[str, StringConstraints(pattern=r"^[0-9a-z]{26}$")]


class _WithCode(BaseModel):
    query_code: str = Field(max_length=40)
    phone_tail: str = Field(default="", max_length=8)


class SupplementRequest(_WithCode):
    """Text, attachments, or both."""

    text: str = Field(default="", max_length=5000)
    attachment_ids: list[AttachmentId] = Field(default_factory=list, max_length=9)


class WithdrawRequest(_WithCode):
    """The reason may stay empty."""

    reason: str = Field(default="", max_length=1000)


class RatingRequest(_WithCode):
    """Two ratings, 3 满意, 2 基本满意, 1 不满意, and why."""

    bureau: int
    unit: int
    reasons: str = Field(default="", max_length=1000)


def _slow_down(request: Request, query_code: str) -> None:
    _by_address(request.client.host if request.client else "unknown")
    _by_code(normal_query_code(query_code) or "no code")


def _answer(view: progress.ProgressView) -> ProgressAnswer:
    return ProgressAnswer.model_validate(asdict(view))


@router.get("/api/progress")
def get_progress(
    request: Request,
    db: ReadDb,
    query_code: Annotated[str, Query(max_length=40)],
    phone_tail: Annotated[str, Query(max_length=8)] = "",
) -> ProgressAnswer:
    """Status, steps with times, deadlines, documents and rating state of one case."""
    _slow_down(request, query_code)
    return _answer(progress.view(db, query_code, phone_tail, now()))


@router.post("/api/progress/supplement")
def add_supplement(body: SupplementRequest, request: Request, db: Db) -> ProgressAnswer:
    """Add material to an open case."""
    _slow_down(request, body.query_code)
    code, tail = body.query_code, body.phone_tail
    progress.supplement(db, code, tail, text=body.text, attachment_ids=body.attachment_ids, now=now())
    return _answer(progress.view(db, body.query_code, body.phone_tail, now()))


@router.post("/api/progress/withdraw")
def withdraw_case(body: WithdrawRequest, request: Request, db: Db) -> ProgressAnswer:
    """Withdraw a case that is not decided yet."""
    _slow_down(request, body.query_code)
    progress.withdraw(db, body.query_code, body.phone_tail, body.reason, now())
    return _answer(progress.view(db, body.query_code, body.phone_tail, now()))


@router.post("/api/progress/rating")
def rate_case(body: RatingRequest, request: Request, db: Db) -> ProgressAnswer:
    """Rate a concluded case, once."""
    _slow_down(request, body.query_code)
    ratings = {"bureau": body.bureau, "unit": body.unit}
    progress.rate(db, body.query_code, body.phone_tail, **ratings, reasons=body.reasons, now=now())
    return _answer(progress.view(db, body.query_code, body.phone_tail, now()))


@router.get("/api/receipts/{query_code}.png", response_class=Response)
def receipt_png(
    query_code: str, request: Request, db: ReadDb, phone_tail: Annotated[str, Query(max_length=8)] = ""
) -> Response:
    """The receipt as a picture with a QR code that opens the progress page."""
    _slow_down(request, query_code)
    case = progress.find(db, query_code, phone_tail)
    picture = receipt_picture.draw(receipt(case), str(request.base_url))
    name = f'inline; filename="receipt-{case.number}.png"'
    headers = {"Cache-Control": "private, no-store", "Content-Disposition": name}
    return Response(picture, media_type="image/png", headers=headers)
