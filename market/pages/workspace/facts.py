"""Changes that a helper asks for in what buyers reach a group by: the group says yes, or stops them."""

from collections.abc import Callable, Mapping

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import read, write
from market.kernel.refused import Refused
from market.pages.at_group import Shows, group_here, group_seen
from market.people.access import Actor, Do
from market.people.facts.group_change import GroupChange, the_group_change, waiting_changes
from market.people.facts.group_facts import fact_of
from market.people.membership import members
from market.people.place import place
from market.web.page import page, redirect
from market.web.refusals import shows

router = APIRouter(include_in_schema=False, prefix="/lapak/{group}")
PAGE = "/lapak/{group}/profil/perubahan"


@router.get("/profil/perubahan")
def facts_page(request: Request, group: str) -> Response:
    with read() as db:
        here, actor = group_seen(db, request, group, Shows.PEOPLE, Do.OBJECT)
        waiting = waiting_changes(db, here.key)
        answer = {each.asked_by_id: each.bearers for each in waiting}
        refusals = {change.key: change.refusal_for(actor, answer[change.asked_by_id]) for change in waiting}
        bearers = set().union(*answer.values())
        return page(
            request, "workspace/facts.html", group=here, actor=actor, tab="house", waiting=waiting,
            now_is={change.key: fact_of(db, here, change.fact) for change in waiting},
            refusals=refusals, told=_told(refusals),
            says_yes=[m.called(person) for m, person in members(db, here.key) if person.key in bearers], place=place,
        )  # fmt: skip


def _told(refusals: Mapping[int, Refused | None]) -> dict[int, Refused]:
    """Those that are told beside a change: to whoever is asked and cannot say yes now, not to all others."""
    return {key: each for key, each in refusals.items() if each and each.code != "not_yours_to_agree"}


def _step(request: Request, group: str, change: int, do: Do, step: Callable[[GroupChange, Actor], None]) -> str:
    def work(db: Session) -> str:
        here, actor = group_here(db, request, group, do)
        found = the_group_change(db, here.key, change)
        step(found, actor)
        return "fact_done" if found.state == "done" else "fact_dropped"

    return write(work)


@router.post("/profil/perubahan/{change:number}/setuju")
@shows(PAGE)
def agree(request: Request, group: str, change: int) -> Response:
    """ "Ya, benar"."""
    return redirect(PAGE.format(group=group), words=_step(request, group, change, Do.AGREE, GroupChange.agree))


@router.post("/profil/perubahan/{change:number}/hentikan")
@shows(PAGE)
def stop(request: Request, group: str, change: int) -> Response:
    """ "Bukan, hentikan"."""
    return redirect(PAGE.format(group=group), words=_step(request, group, change, Do.OBJECT, GroupChange.stop))
