"""The officer's groups: look, vouch, send back, suspend, import."""

from dataclasses import replace
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.bazaars.allotting.objection import DrawEventKind
from market.bazaars.allotting.written_down import note_closed
from market.inventory.shelf import listed_goods
from market.kernel.db import read, write
from market.kernel.mark import mark_of
from market.kernel.refused import NotFound
from market.messages.outbox import tell
from market.orders.reading.queries import standing
from market.pages.acts import act_word
from market.pages.office import forms
from market.pages.visitor import acting, officer_places, require
from market.pages.watching import note_helper
from market.pages.words import listing_markup
from market.payments.account import live_accounts
from market.people.access import Actor, Role
from market.people.act import Act, acts_of
from market.people.certificate import certificates, the_certificate
from market.people.directory import groups_in
from market.people.founding.founding import unclaimed_among
from market.people.group import Group, GroupState
from market.people.helpers import group_of_officer, signed_for
from market.people.membership import people_to_tell
from market.people.roles.changes_of_group import wait_for_officer
from market.people.roles.standing import around
from market.people.sought import MOST_TYPED, next_unchecked, sought
from market.people.vouching import lock_alike, reopen, require_none_closed, vouch, vouched_facts, who_chairs
from market.web.forms import posted
from market.web.page import page, redirect
from market.web.paging import Paging, asked_page
from market.web.pressing import require_shown
from market.web.refusals import shows
from market.web.slow import heavy

router = APIRouter(include_in_schema=False, prefix="/dinas")
PER_PAGE = 100


def officer_group(db: Session, request: Request, slug: str) -> tuple[Group, Actor]:
    """A group of this officer's places, and the officer who acts there, for an agency.

    A page is read by `officer_group_seen`: a RuntimeError here.
    """
    if request.method in {"GET", "HEAD"}:
        raise RuntimeError("a page of a group is noted: officer_group_seen")
    return _officer_group(db, request, slug)


def officer_group_seen(db: Session, request: Request, slug: str) -> tuple[Group, Actor]:
    """The same for a page, which shows its people: that the officer saw them is noted."""
    here, actor = _officer_group(db, request, slug)
    note_helper(request, actor, "people", here.key, here.key)
    return here, actor


def _officer_group(db: Session, request: Request, slug: str) -> tuple[Group, Actor]:
    actor = require(request)
    if actor.own_id is None:
        raise NotFound(slug)
    found = group_of_officer(db, actor.own_id, slug)
    signs = signed_for(actor.name, found.stands_for)
    officer = replace(actor, roles=frozenset({Role.OFFICER}), agency=found.agency, name=signs)
    return found.group, acting(request, officer, reads_only=found.reads_only)


@router.get("/kelompok")
@heavy
def groups(request: Request, keadaan: str = "", q: str = "", halaman: str = "1") -> Response:
    with read() as db:
        actor, places = officer_places(db, request)
        codes, typed = [each.place for each in places], " ".join(q[:MOST_TYPED].split())
        state = GroupState(keadaan) if keadaan in list(GroupState) else None
        number = asked_page(halaman)
        only = sought(db, codes, typed) if typed else None
        found = groups_in(db, codes, state, only=only, limit=PER_PAGE + 1, offset=(number - 1) * PER_PAGE)
        asked = (("keadaan", state.value if state else ""), ("q", typed))
        paging = Paging("/dinas/kelompok", number, len(found) > PER_PAGE, asked)
        found = found[:PER_PAGE]
        return page(
            request, "office/groups.html", actor=actor, tab="groups", groups=found, state=state, paging=paging,
            states=GroupState, unclaimed=unclaimed_among(db, [g.key for g in found]), typed=typed,
            next=next_unchecked(db, actor.own_id or 0),
        )  # fmt: skip


@router.get("/kelompok/{group}")
def group_page(request: Request, group: str) -> Response:
    return shown_group(request, group)


def shown_group(request: Request, group: str, **more: Any) -> Response:
    with read() as db:
        here, actor = officer_group_seen(db, request, group)
        return page(request, "office/group.html", **_group_context(db, here, actor, **more))


def _group_context(db: Session, here: Group, actor: Actor, **more: Any) -> dict[str, Any]:
    people, helpers = around(db, here.key)
    stands = standing(db, here, actor.own_id or 0)
    context: dict[str, Any] = {
        "group": here,
        "alike": stands.alike,
        "closed_alike": stands.closed_alike,
        "next": stands.following,
        "actor": actor,
        "agency": actor.agency,
        "tab": "groups",
        "people": people,
        "papers": certificates(db, here.key),
        "mark": mark_of(
            *vouched_facts(here, [(m.person_id, who.name) for m, who in people if m.chair]), stands.accounts
        ),
        "helpers": helpers,
        "listings": listed_goods(db, here.slug),
        "orders": stands.orders,
        "waiting": stands.waiting,
        "recalled": stands.recalled,
        "acts": acts_of(db, here.key, actor, book=False, limit=20),
        "act_word": act_word,
        "unclaimed": stands.unclaimed,
        "states": GroupState,
        "listing_markup": listing_markup,
        "link": "",
    }
    return context | more


def _looked_at(db: Session, here: Group) -> tuple[object, ...]:
    """What "Sudah dicek" vouches for, as it is now. The page makes the same of what it reads anyway."""
    accounts = db.execute(sa.select(live_accounts(here.key))).scalar_one()
    return *vouched_facts(here, who_chairs(db, here)), accounts


def _tell_chairs(db: Session, group: Group, done: Act, **params: Any) -> None:
    told = {"group": group.name, "path": f"/lapak/{group.slug}"} | params
    for person in people_to_tell(db, group.key):
        tell(db, person.recipient, done.code, told, name=f"group/{group.key}/{done.key}/{person.key}")


@router.post("/kelompok/{group}/cek")
@shows("/dinas/kelompok/{group}")
def check(request: Request, group: str, form: Annotated[forms.Vouches, Depends(posted(forms.Vouches))]) -> Response:
    """ "Kelompok binaan {agency}, dicek {today}"."""

    def work(db: Session) -> None:
        here, actor = officer_group(db, request, group)
        lock_alike(db, here)
        require_shown(request, form.mark, *_looked_at(db, here))
        if not form.another:
            require_none_closed(db, here)
        done = vouch(db, here, by=actor, agency=actor.agency)
        _tell_chairs(db, here, done, agency=actor.agency)

    write(work)
    return redirect(f"/dinas/kelompok/{group}", words="group_checked")


@router.post("/kelompok/{group}/lengkapi")
@shows("/dinas/kelompok/{group}")
def send_back(request: Request, group: str, form: Annotated[forms.Note, Depends(posted(forms.Note))]) -> Response:
    def work(db: Session) -> None:
        here, actor = officer_group(db, request, group)
        done = here.send_back(form.note, actor)
        _tell_chairs(db, here, done, agency=actor.agency, note=form.note)

    write(work)
    return redirect(f"/dinas/kelompok/{group}", words="group_sent_back")


@router.post("/kelompok/{group}/tutup")
@shows("/dinas/kelompok/{group}")
def suspend(request: Request, group: str, form: Annotated[forms.Note, Depends(posted(forms.Note))]) -> Response:
    def work(db: Session) -> None:
        here, actor = officer_group(db, request, group)
        done = here.suspend(form.note, actor)
        wait_for_officer(db, here.key)
        note_closed(db, here.key, DrawEventKind.SUSPENDED, by=actor)
        _tell_chairs(db, here, done, agency=actor.agency, note=form.note)

    write(work)
    return redirect(f"/dinas/kelompok/{group}", words="group_suspended")


@router.post("/kelompok/{group}/buka")
@shows("/dinas/kelompok/{group}")
def restore(request: Request, group: str) -> Response:
    def work(db: Session) -> None:
        here, actor = officer_group(db, request, group)
        reopen(db, here, by=actor)
        note_closed(db, here.key, DrawEventKind.RESTORED, by=actor)

    write(work)
    return redirect(f"/dinas/kelompok/{group}", words="group_restored")


@router.post("/kelompok/{group}/izin/{certificate:number}")
@shows("/dinas/kelompok/{group}")
def see_certificate(request: Request, group: str, certificate: int) -> Response:
    """The officer has looked at the paper; the day and the officer are kept, nothing else."""

    def work(db: Session) -> None:
        here, actor = officer_group(db, request, group)
        found = the_certificate(db, here.key, certificate)
        found.see(by=actor, today=here.today)

    write(work)
    return redirect(f"/dinas/kelompok/{group}", words="saved")
