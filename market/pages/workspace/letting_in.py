"""Helping somebody of the group who forgot the password: a code, and the word that she was seen."""

from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import read, write
from market.pages.at_group import Shows, group_here, group_seen, may_act
from market.pages.codes import FreshCode, codes_for, fresh, fresh_code
from market.people.access import Do
from market.people.approving.met import may_say_met, say_met
from market.people.group import Group
from market.people.membership import members, the_membership
from market.people.owning.denied import marked_in, say_reached
from market.people.person import Person
from market.people.signing_in.reset import issue_code
from market.web.page import page, redirect
from market.web.pressing import every_time
from market.web.refusals import shows
from market.web.slow import pages

router = APIRouter(include_in_schema=False, prefix="/lapak/{group}/anggota")


@router.get("/masuk")
def letting_in(request: Request, group: str) -> Response:
    """For people with a say here: chairs, facilitators, officers."""
    return _shown(request, group)


def _shown(request: Request, group: str, **more: Any) -> Response:
    with read() as db:
        here, actor = group_seen(db, request, group, Shows.PEOPLE, Do.RESET)
        everybody = {f"{membership.id}": (membership, person) for membership, person in members(db, here.key)}
        people = {key: person for key, (_m, person) in everybody.items()}
        names = {key: membership.called(person) for key, (membership, person) in everybody.items()}
        denied = marked_in(db, here.key)[0]
        reachable = may_say_met(db, actor, denied) if denied else set()
        more |= {"denied": denied, "reachable": reachable}
        context: dict[str, Any] = {"codes": codes_for(db, actor, people.values()), "fresh": None} | more
        return page(
            request,
            "workspace/letting_in.html",
            group=here,
            actor=actor,
            tab="house",
            people=people,
            names=names,
            **context,
        )


@router.post("/{member:number}/kode")
@every_time("shows a code once, in place of the one before")
@shows("/lapak/{group}/anggota/masuk")
async def reset_code(request: Request, group: str, member: int) -> Response:
    """A code to read out to a member who forgot the password; shown once, on this page."""

    code, kept = await fresh_code(lambda: may_act(request, group, Do.RESET))

    def work(db: Session) -> FreshCode:
        here, actor = group_here(db, request, group, Do.RESET)
        membership = the_membership(db, here.key, member)
        person = Person.get(db, membership.person_id)
        issue_code(db, person.key, kept, by=actor, group_id=here.key, called=membership.called(person))
        return fresh(code, person, membership.called(person))

    made = await pages(lambda: write(work))
    return await pages(lambda: _shown(request, group, fresh=made))


def _whom(db: Session, here: Group, member: int) -> dict[str, Any]:
    """A member, as the group tells her from others."""
    membership = the_membership(db, here.key, member)
    called = membership.called(Person.get(db, membership.person_id))
    return {"person_id": membership.person_id, "group_id": here.key, "called": called}


@router.post("/{member:number}/dihubungi")
@shows("/lapak/{group}/anggota/masuk")
def reached(request: Request, group: str, member: int) -> Response:
    """A facilitator or officer spoke to the person who said "bukan saya"."""

    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.RESET)
        say_reached(db, **_whom(db, here, member), by=actor)

    write(work)
    return redirect(f"/lapak/{group}/anggota/masuk", words="person_reached")


@router.post("/{member:number}/bertemu")
@shows("/lapak/{group}/anggota/masuk")
def met(request: Request, group: str, member: int) -> Response:
    """A facilitator or officer saw or spoke to somebody whom a code let in."""

    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.RESET)
        say_met(db, **_whom(db, here, member), by=actor)

    write(work)
    return redirect(f"/lapak/{group}/anggota/masuk", words="person_met")
