"""The people of a group, as its officer deals with them: facilitators, the claim link, codes."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import read, write
from market.kernel.refused import NotFound, Overtaken, Refused
from market.pages.codes import FreshCode, codes_for, fresh, fresh_code
from market.pages.office.groups.group import officer_group, officer_group_seen, shown_group
from market.pages.office.groups.importing import claim_link
from market.people.approving.met import say_met
from market.people.facts.group_number import change_number
from market.people.founding.founding import new_claim_link
from market.people.group import Group, lock_group
from market.people.helpers import facilitators
from market.people.membership import members
from market.people.namesakes import helpers_called
from market.people.person import Person
from market.people.signing_in.reset import issue_code
from market.web.forms import Form, Phone, posted
from market.web.page import page, redirect
from market.web.pressing import every_time
from market.web.refusals import shows
from market.web.slow import pages

router = APIRouter(include_in_schema=False, prefix="/dinas")


class LinkForm(Form):
    phone: Phone | None = None


@router.post("/kelompok/{group}/undang")
@every_time("shows a link once, in place of the one before")
@shows("/dinas/kelompok/{group}")
def new_link(request: Request, group: str, form: Annotated[LinkForm, Depends(posted(LinkForm))]) -> Response:
    """A fresh claim link for a group that nobody has taken over; one of a list without phones gets its number here."""

    def work(db: Session) -> str:
        here, actor = officer_group(db, request, group)
        lock_group(db, here.key)  # who takes it over meanwhile was there first, or comes after the new link
        if members(db, here.key):
            raise Refused("member_already")
        phone = here.phone or form.phone
        if phone is None:
            raise Refused("required", field="phone")
        if form.phone not in (None, phone):
            raise Overtaken("shown_moved")  # another officer wrote another number
        token = new_claim_link(db, here, here.name, phone, actor)
        change_number(db, here, phone, actor)
        return claim_link(here.name, here.name, phone, token)

    return shown_group(request, group, link=write(work))


@router.get("/kelompok/{group}/masuk")
def letting_in(request: Request, group: str) -> Response:
    """Members and facilitators who forgot the password."""
    return _shown(request, group)


def _shown(request: Request, group: str, **more: Any) -> Response:
    with read() as db:
        here, actor = officer_group_seen(db, request, group)
        everybody = {f"{each.person.key}": each for each in _people_of(db, here)}
        people = {key: each.person for key, each in everybody.items()}
        context: dict[str, Any] = {"codes": codes_for(db, actor, people.values()), "fresh": None} | more
        return page(
            request, "office/letting_in.html", group=here, actor=actor, tab="groups", people=people,
            names={key: each.called for key, each in everybody.items()}, **context,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Somebody:
    """Who belongs to a group or helps it, and what she is called there."""

    person: Person
    called: str


def _people_of(db: Session, here: Group) -> list[Somebody]:
    helpers = helpers_called(db, here.key)
    inside = [Somebody(person, member.called(person)) for member, person in members(db, here.key)]
    return inside + [Somebody(person, helpers[person.key]) for person in facilitators(db, here.key)]


@router.post("/kelompok/{group}/kode/{person:number}")
@every_time("shows a code once, in place of the one before")
@shows("/dinas/kelompok/{group}/masuk")
async def reset_code(request: Request, group: str, person: int) -> Response:
    """A code for a member or facilitator of this group who forgot the password; shown once, on this page."""

    def may() -> None:
        with read() as db:
            officer_group(db, request, group)

    code, kept = await fresh_code(may)

    def work(db: Session) -> FreshCode:
        here, actor = officer_group(db, request, group)
        found = _somebody_of(db, here, person)
        issue_code(db, found.person.key, kept, by=actor, group_id=here.key, called=found.called)
        return fresh(code, found.person, found.called)

    made = await pages(lambda: write(work))
    return await pages(lambda: _shown(request, group, fresh=made))


def _somebody_of(db: Session, here: Group, person: int) -> Somebody:
    found = next((each for each in _people_of(db, here) if each.person.key == person), None)
    if found is None:
        raise NotFound("member")
    return found


@router.post("/kelompok/{group}/bertemu/{person:number}")
@shows("/dinas/kelompok/{group}/masuk")
def met(request: Request, group: str, person: int) -> Response:
    """The officer saw or spoke to somebody whom a code let in."""

    def work(db: Session) -> None:
        here, actor = officer_group(db, request, group)
        found = _somebody_of(db, here, person)
        say_met(db, found.person.key, by=actor, group_id=here.key, called=found.called)

    write(work)
    return redirect(f"/dinas/kelompok/{group}/masuk", words="person_met")
