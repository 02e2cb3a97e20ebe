"""A bazaar's own questions: writing them before registration opens, and every registration with its answers as CSV."""

import csv
import io
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import Field
from starlette.responses import Response

from market.bazaars.registering.application import applications_of
from market.bazaars.registering.asked import asked_by_application
from market.bazaars.registering.question import QuestionKind, ask, drop_question, questions_of, told_answers
from market.kernel.db import read, write
from market.pages.office.bazaars.own import own_bazaar
from market.pages.taken import attachment, exported
from market.web.forms import Form, posted
from market.web.page import redirect
from market.web.refusals import shows

router = APIRouter(include_in_schema=False, prefix="/dinas/bazar/{slug}")
PAGE = "/dinas/bazar/{slug}"
HEADS = ("nomor", "nama", "keadaan", "hari", "stan", "kebutuhan", "watt", "blok", "barang")


class QuestionForm(Form):
    """`choices` are one a line."""

    text: Annotated[str, Field(min_length=3, max_length=160)]
    kind: QuestionKind
    required: bool = False
    choices: Annotated[str, Field(max_length=1200)] = ""


@router.post("/pertanyaan")
@shows(PAGE)
def new_question(request: Request, slug: str, form: Annotated[QuestionForm, Depends(posted(QuestionForm))]) -> Response:
    text = " ".join(form.text.split())
    write(
        lambda db: (
            ask(
                own_bazaar(db, request, slug, lock=True)[0],
                text,
                form.kind,
                required=form.required,
                choices=form.choices.splitlines(),
            ).key
        )
    )
    return redirect(f"/dinas/bazar/{slug}#pertanyaan", words="saved")


@router.post("/pertanyaan/{question:number}/hapus")
@shows(PAGE)
def take_question_away(request: Request, slug: str, question: int) -> Response:
    write(lambda db: drop_question(own_bazaar(db, request, slug, lock=True)[0], question))
    return redirect(f"/dinas/bazar/{slug}#pertanyaan", words="saved")


@router.get("/pendaftaran.csv")
def registrations_as_csv(request: Request, slug: str) -> Response:
    """Every registration with what it asks and what it answered, one row each."""
    with read() as db:
        bazaar, _actor = own_bazaar(db, request, slug)
        taken = exported(request, "registrations", key=bazaar.key)
        questions, asked = questions_of(db, bazaar.key), asked_by_application(db, bazaar.key)
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([*HEADS, *(_plain(each.text) for each in questions)])
        for application, group in applications_of(db, bazaar.key):
            told = [
                application.number, group.name, application.state.value,
                " ".join(slot.at for slot in asked.get(application.key, [])),
                f"{application.booths_min}-{application.booths_max}", " ".join(application.asked_needs),
                str(application.watt), " ".join(application.zones), application.goods,
                *(answer for _question, answer in told_answers(questions, application.answers)),
            ]  # fmt: skip
            writer.writerow([_plain(each) for each in told])
    return attachment(taken, out.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", f"pendaftaran-{slug}.csv")


def _plain(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return text.lstrip("=+-@")
