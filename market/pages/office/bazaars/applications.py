"""Who applied for a booth: the officer's list, and the page of one registration."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.bazaars.allotting.against import Against, Candidate, candidates_of
from market.bazaars.allotting.draw import frozen_points
from market.bazaars.allotting.points import standings
from market.bazaars.registering.application import ApplicationState, ReservedShare
from market.bazaars.registering.judging import TO_JUDGE, facts_judged
from market.bazaars.registering.judgings import latest_judgings, missed_of, verdicts_on
from market.bazaars.registering.question import questions_of, told_answers
from market.catalog.category import categories
from market.kernel.db import read
from market.kernel.mark import mark_of
from market.kernel.refused import NotFound
from market.kernel.typed import MOST_KEY, whole
from market.pages.office.bazaars.narrowed import Narrowed
from market.pages.office.bazaars.own import context, own_bazaar
from market.pages.reasons import NEEDS
from market.pages.watching import note_look
from market.people.access import Actor
from market.people.directory import groups_in
from market.people.own_side import own_groups
from market.web.page import page
from market.web.paging import asked_page
from market.web.slow import heavy

router = APIRouter(include_in_schema=False, prefix="/dinas/bazar/{slug}")
MOST_SHOWN = 500  # as many as one form takes


@dataclass(frozen=True, slots=True)
class NextRegistration:
    """A registration that waits to be judged, and how many do, itself among them."""

    number: str
    group: str
    left: int


def next_unjudged(db: Session, everyone: Sequence[Candidate], actor: Actor, after: str = "") -> NextRegistration | None:
    """The next behind the one with the number `after`, else from the beginning; never of a group of her own, which a
    colleague judges."""
    waiting = [each for each in everyone if each.application.state is ApplicationState.SUBMITTED]
    own = own_groups(db, actor.own_id, [each.group.key for each in waiting]) if waiting else set()
    hers = {each.application.number for each in waiting if each.group.key not in own} - {after}
    numbers = [each.application.number for each in everyone]
    at = numbers.index(after) + 1 if after in numbers else 0
    found = next((each for each in [*everyone[at:], *everyone[:at]] if each.application.number in hers), None)
    return NextRegistration(found.application.number, found.group.name, len(hers)) if found else None


def narrowed(keadaan: str = "", soal: str = "", kelurahan: str = "", kategori: str = "", q: str = "") -> Narrowed:
    """What the list is narrowed to, from the address."""
    told = (each[:80] for each in (keadaan, soal, kelurahan, kategori, q))
    return Narrowed(*told)


@router.get("/pendaftaran")
@heavy
def applications(
    request: Request,
    slug: str,
    only: Annotated[Narrowed, Depends(narrowed)],
    semua: bool = False,
    putusan: str = "",
    halaman: str = "1",
) -> Response:
    with read() as db:
        bazaar, actor = own_bazaar(db, request, slug)
        note_look(request, "applications", bazaar.key)
        everyone = candidates_of(db, bazaar)
        found = only.only(everyone)
        at, judging = asked_page(halaman), whole(putusan, MOST_KEY) or 0
        shown = found[(at - 1) * MOST_SHOWN : at * MOST_SHOWN]
        judgings = latest_judgings(db, bazaar.key, also=judging)
        said = next((each for each in judgings if each.id == judging), None)
        may_judge = bazaar.takes_verdicts and not actor.reads_only
        return page(
            request, "office/applications.html",
            **context(db, bazaar, actor, "pendaftaran", shown=shown, found=len(found), total=len(everyone), only=only,
                      pages=-(-len(found) // MOST_SHOWN), at=at, all_ticked=semua,
                      may_judge=may_judge, sent=TO_JUDGE, marks=marks_of(shown),
                      next=next_unjudged(db, everyone, actor) if may_judge else None,
                      judgings=judgings, said=said, missed=missed_of(db, said.id) if said and said.missed else [],
                      shelves={each.slug: each for each in categories(db)}, **_choices(everyone)),
        )  # fmt: skip


def _choices(everyone: Sequence[Candidate]) -> dict[str, Any]:
    """What the list can be narrowed to, with how many there are."""
    return {
        "counts": Counter(each.application.state for each in everyone),
        "speaks": Counter(against for each in everyone for against in each.against),
        "clean": sum(not each.against for each in everyone),
        "villages": sorted({(each.group.village_name, each.group.village) for each in everyone}),
        "kinds": sorted({each.application.category for each in everyone if each.application.category}),
        "app_states": ApplicationState, "reasons": Against, "shares": ReservedShare,
    }  # fmt: skip


def marks_of(candidates: Sequence[Candidate]) -> dict[int, str]:
    return {each.application.key: mark_of(*facts_judged(each.application, each.keys)) for each in candidates}


@router.get("/pendaftaran/tanpa-hp")
def without_phone(request: Request, slug: str) -> Response:
    """The groups of this place that have not registered: an officer may do it for them."""
    with read() as db:
        bazaar, actor = own_bazaar(db, request, slug)
        registered = {each.group.key for each in candidates_of(db, bazaar)}
        others = [group for group in groups_in(db, [bazaar.village]) if group.key not in registered]
        return page(
            request, "office/without_phone.html",
            **context(db, bazaar, actor, "pendaftaran", others=others if bazaar.takes_applications else []),
        )  # fmt: skip


@router.get("/pendaftaran/{number}")
@heavy
def application(request: Request, slug: str, number: str, keadaan: str = "") -> Response:
    """One registration with all that it asks, and every word that was said of it."""
    with read() as db:
        bazaar, actor = own_bazaar(db, request, slug)
        everyone = candidates_of(db, bazaar)
        found = _candidate(everyone, number)
        group, judges = found.group, bazaar.takes_verdicts and not actor.reads_only
        note_look(request, "applications", bazaar.key, group_id=group.key)
        return page(
            request, "office/application.html",
            **context(db, bazaar, actor, "pendaftaran", each=found, application=found.application, group=group,
                      needs=NEEDS, mark=marks_of([found])[found.application.key], state=keadaan,
                      may_judge=judges and found.application.state in TO_JUDGE,
                      next=next_unjudged(db, everyone, actor, number) if judges else None,
                      points=frozen_points(bazaar).get(number) or standings(db, bazaar, [group.key])[group.key].points,
                      said=verdicts_on(db, found.application.key),
                      answers=told_answers(questions_of(db, bazaar.key), found.application.answers)),
        )  # fmt: skip


def _candidate(everyone: Sequence[Candidate], number: str) -> Candidate:
    for each in everyone:
        if each.application.number == number:
            return each
    raise NotFound(number)
