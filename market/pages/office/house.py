"""The office itself: its letterhead, its successor, superiors who may look."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import read, write
from market.kernel.refused import NotFound, Refused
from market.pages.office import bazaar_forms as forms
from market.pages.visitor import officer_places
from market.people.act import note
from market.people.helpers import colleagues, end_reading, hand_over, let_read, own_office
from market.people.letterhead import letterhead_of, own_letterhead
from market.people.person import find_person
from market.people.place import place_name
from market.web.forms import posted
from market.web.page import page, redirect
from market.web.refusals import shows

router = APIRouter(include_in_schema=False, prefix="/dinas/kantor")


@router.get("")
def house(request: Request, wilayah: str = "") -> Response:
    with read() as db:
        actor, places = officer_places(db, request)
        place = wilayah if wilayah in dict(places) else places[0][0]
        return page(
            request, "office/house.html", actor=actor, tab="house",
            places=[(code, place_name(code)) for code, _ in places], place=place, agency=dict(places)[place],
            head=letterhead_of(db, place), colleagues=colleagues(db, place),
        )  # fmt: skip


def _own_place(db: Session, request: Request, place: str) -> tuple[int, str]:
    actor, places = officer_places(db, request)
    if place not in dict(places):
        raise NotFound(place)
    return actor.own_id or 0, place


@router.post("")
@shows("/dinas/kantor?wilayah={place}")
def save_letterhead(
    request: Request, form: Annotated[forms.LetterheadForm, Depends(posted(forms.LetterheadForm))]
) -> Response:
    def work(db: Session) -> None:
        _, place = _own_place(db, request, form.place)
        head = own_letterhead(db, place)
        for name, value in form.model_dump(exclude={"place"}).items():
            setattr(head, name, value)

    write(work)
    return redirect(f"/dinas/kantor?wilayah={form.place}", words="saved")


@router.post("/rekan")
@shows("/dinas/kantor?wilayah={place}")
def colleague(request: Request, form: Annotated[forms.ColleagueForm, Depends(posted(forms.ColleagueForm))]) -> Response:
    """Hands the office over to a successor, or lets a superior look; both have an account already."""

    def work(db: Session) -> str:
        own, place = _own_place(db, request, form.place)
        office = own_office(db, own, place)
        person = find_person(db, form.identifier)
        if person is None:
            raise Refused("account_unknown", field="identifier")
        actor, _places = officer_places(db, request)
        if form.role == "successor":
            hand_over(db, office, person)
            note(db, actor, "office_handed_over", name=person.name, place=place)
            return "office_handed_over"
        let_read(db, office, person)
        note(db, actor, "superior_added", name=person.name, place=place)
        return "superior_added"

    words = write(work)
    return redirect("/akun" if words == "office_handed_over" else f"/dinas/kantor?wilayah={form.place}", words=words)


@router.post("/rekan/{officer:number}/selesai")
@shows("/dinas/kantor")
def end_superior(request: Request, officer: int) -> Response:
    def work(db: Session) -> None:
        _actor, places = officer_places(db, request)
        for place, _ in places:
            if any(each.key == officer for each, _person in colleagues(db, place)):
                return end_reading(db, place, officer)
        raise NotFound("officer")

    write(work)
    return redirect("/dinas/kantor", words="saved")
