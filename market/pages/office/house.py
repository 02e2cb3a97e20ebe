"""The office itself: its letterhead, its successor, superiors who may look."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.clock import zone_of
from market.kernel.db import read, write
from market.kernel.refused import NotFound, Refused
from market.pages.networks import network_of_request
from market.pages.office import forms
from market.pages.visitor import officer_places
from market.pages.watching import note_look
from market.people.act import note
from market.people.helpers import colleagues, end_reading, own_office
from market.people.invitation import InvitationKind, asked_for_office, identifiers_of
from market.people.joining.inviting import count_invitation, invite
from market.people.letterhead import letterhead_of, own_letterhead
from market.people.person import Person
from market.people.place import place_name
from market.web.forms import posted
from market.web.page import page, redirect
from market.web.refusals import shows

router = APIRouter(include_in_schema=False, prefix="/dinas/kantor")


@router.get("")
def house(request: Request, wilayah: str = "") -> Response:
    with read() as db:
        actor, places = officer_places(db, request)
        here = next((each for each in places if each.place == wilayah), places[0])
        place = here.place
        note_look(request, "officers", 0)
        return page(
            request, "office/house.html", actor=actor, tab="house",
            places=[(each.place, place_name(each.place)) for each in places], place=place, agency=here.agency,
            zone=zone_of(place), head=letterhead_of(db, place), colleagues=colleagues(db, place),
            asked=asked_for_office(db, place, InvitationKind.SUPERIOR, InvitationKind.SUCCESSOR),
        )  # fmt: skip


def _own_place(db: Session, request: Request, place: str) -> tuple[int, str]:
    actor, places = officer_places(db, request)
    if place not in {each.place for each in places}:
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
    """Asks a successor to take the office over, or a superior to look; it happens when they say yes."""
    with read() as db:
        count_invitation(officer_places(db, request)[0], network_of_request(request))

    def work(db: Session) -> None:
        own, place = _own_place(db, request, form.place)
        office = own_office(db, own, place)
        actor, _places = officer_places(db, request)
        if form.identifier in identifiers_of(Person.get(db, own)):
            raise Refused("own_successor", field="identifier")
        invite(db, actor, InvitationKind(form.role), form.identifier, place=place, agency=office.agency)
        note(db, actor, f"{form.role}_invited", place=place)

    write(work)
    return redirect(f"/dinas/kantor?wilayah={form.place}", words="invited")


@router.post("/undangan/{invitation:number}/batal")
@shows("/dinas/kantor")
def take_back(request: Request, invitation: int) -> Response:
    """Takes back a question to look into the office or to take it over."""

    def work(db: Session) -> None:
        _actor, places = officer_places(db, request)
        for answered in places:
            for each in asked_for_office(db, answered.place, InvitationKind.SUPERIOR, InvitationKind.SUCCESSOR):
                if each.key == invitation:
                    return each.withdraw()
        raise NotFound(f"invitation {invitation}")

    write(work)
    return redirect("/dinas/kantor", words="invitation_withdrawn")


@router.post("/rekan/{officer:number}/selesai")
@shows("/dinas/kantor")
def end_superior(request: Request, officer: int) -> Response:
    def work(db: Session) -> None:
        actor, places = officer_places(db, request)
        for answered in places:
            if any(each.key == officer for each, _person in colleagues(db, answered.place)):
                return end_reading(db, answered.place, officer, actor.person_id)
        raise NotFound("officer")

    write(work)
    return redirect("/dinas/kantor", words="saved")
