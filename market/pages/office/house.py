"""The office itself: its letterhead, its successor, superiors who may look."""

from datetime import datetime, time, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.clock import zone_of
from market.kernel.db import read, write
from market.kernel.refused import NotFound, Refused
from market.pages.networks import network_of_request
from market.pages.office import forms
from market.pages.visitor import acting, officer_places, require
from market.pages.watching import note_look
from market.people.access import Actor
from market.people.colleagues import asked_by_office, colleagues, end_reading, named_by_office, own_office
from market.people.helpers import Officer
from market.people.invitation import InvitationKind, identifiers_of
from market.people.joining.deputies import ask_deputy, the_deputy
from market.people.joining.inviting import count_invitation, invite
from market.people.office import Office
from market.people.person import Person
from market.people.place import place_name
from market.web.forms import posted
from market.web.page import page, redirect
from market.web.refusals import shows

router = APIRouter(include_in_schema=False, prefix="/dinas/kantor")


@router.get("")
def house(request: Request, kantor: str = "") -> Response:
    with read() as db:
        actor, places = officer_places(db, request)
        here = next((each for each in places if str(each.office_id) == kantor), places[0])
        office = Office.get(db, here.office_id or 0)
        note_look(request, "officers", 0)
        return page(
            request, "office/house.html", actor=actor, tab="house",
            offices=[(each.office_id, f"{each.agency}, {place_name(each.place)}") for each in places], head=office,
            zone=zone_of(office.place), colleagues=colleagues(db, office.key), asked=asked_by_office(db, here),
            deputises=here.until is not None, mine=here.key, may_end=named_by_office(db, office.key),
        )  # fmt: skip


def _acts_in(db: Session, request: Request, office: int | None) -> tuple[Actor, Officer]:
    """The visitor, and how she holds an office of hers: the chosen one, her first without a choice."""
    actor, places = officer_places(db, request)
    return actor, own_office(db, actor.own_id or 0, places[0].office_id if office is None else office)


def _own(places: list[Officer]) -> list[Officer]:
    """Those that she holds in her own name: a deputy gives nothing on, and takes nothing of that back."""
    return [each for each in places if each.stands_in_for_id is None]


@router.post("")
@shows("/dinas/kantor?kantor={office}")
def save_letterhead(
    request: Request, form: Annotated[forms.LetterheadForm, Depends(posted(forms.LetterheadForm))]
) -> Response:
    def work(db: Session) -> None:
        _actor, here = _acts_in(db, request, form.office)
        head = Office.get(db, here.office_id or 0)
        for name, value in form.model_dump(exclude={"office"}).items():
            setattr(head, name, value)

    write(work)
    return redirect(f"/dinas/kantor?kantor={form.office or ''}", words="saved")


def _count(request: Request) -> None:
    """One more question to somebody by this officer; TooOften beyond what she may ask."""
    with read() as db:
        count_invitation(officer_places(db, request)[0], network_of_request(request))


@router.post("/rekan")
@shows("/dinas/kantor?kantor={office}")
def colleague(request: Request, form: Annotated[forms.ColleagueForm, Depends(posted(forms.ColleagueForm))]) -> Response:
    """Asks a successor to take the office over, or a superior to look; it happens when they say yes."""
    _count(request)

    def work(db: Session) -> None:
        actor, office = _acts_in(db, request, form.office)
        if form.identifier in identifiers_of(Person.get(db, office.person_id)):
            raise Refused("own_successor", field="identifier")
        invite(db, actor, InvitationKind(form.role), form.identifier, place=office.place, agency=office.agency)

    write(work)
    return redirect(f"/dinas/kantor?kantor={form.office or ''}", words="invited")


@router.post("/pelaksana")
@shows("/dinas/kantor?kantor={office}")
def deputy(request: Request, form: Annotated[forms.DeputyForm, Depends(posted(forms.DeputyForm))]) -> Response:
    """Asks somebody to stand in for this officer for some days; nothing follows before her yes."""
    _count(request)

    def work(db: Session) -> None:
        actor, office = _acts_in(db, request, form.office)
        zone = zone_of(office.place)
        begins, until = (datetime.combine(day, time(0), zone) for day in (form.begins, form.until + timedelta(days=1)))
        ask_deputy(db, actor, office, form.identifier, begins, until)

    write(work)
    return redirect(f"/dinas/kantor?kantor={form.office or ''}", words="invited")


@router.post("/pelaksana/{officer:number}/selesai")
@shows("/dinas/kantor")
def end_deputy(request: Request, officer: int) -> Response:
    """Either of the two ends it."""

    def work(db: Session) -> bool:
        actor = acting(request, require(request))  # a deputy may end it before it begins: she holds no office yet
        found = the_deputy(db, officer, actor.own_id)
        found.end(actor)
        return found.person_id == actor.own_id

    return redirect("/akun" if write(work) else "/dinas/kantor", words="saved")


@router.post("/undangan/{invitation:number}/batal")
@shows("/dinas/kantor")
def take_back(request: Request, invitation: int) -> Response:
    """Takes back a question to look into the office or to take it over."""

    def work(db: Session) -> None:
        actor, places = officer_places(db, request)
        for answered in _own(places):
            for each in asked_by_office(db, answered):
                if each.key == invitation:
                    return each.withdraw(actor)
        raise NotFound(f"invitation {invitation}")

    write(work)
    return redirect("/dinas/kantor", words="invitation_withdrawn")


@router.post("/rekan/{officer:number}/selesai")
@shows("/dinas/kantor")
def end_superior(request: Request, officer: int) -> Response:
    def work(db: Session) -> None:
        actor, places = officer_places(db, request)
        for answered in _own(places):
            if any(each.key == officer for each, _person in colleagues(db, answered.office_id)):
                return end_reading(db, answered.office_id, officer, actor)
        raise NotFound("officer")

    write(work)
    return redirect("/dinas/kantor", words="saved")
