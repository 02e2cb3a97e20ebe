"""Who is chair and treasurer, and every change of it: asked, agreed, objected to, decided; stand-ins."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import read, write
from market.kernel.language import gettext as _
from market.kernel.settings import settings
from market.messages.channels import wa_link
from market.pages.at_group import Shows, group_here, group_seen
from market.pages.said_why import Reasoned
from market.pages.workspace import people_forms as forms
from market.people.access import Actor, Do
from market.people.approving.stand_in import StandIn, name_stand_in, stand_ins, the_stand_in
from market.people.approving.team import Team
from market.people.group import Group
from market.people.membership import members, the_membership
from market.people.person import Person
from market.people.roles.asking_roles import ask_roles, ask_succession, ask_to_leave
from market.people.roles.changes_of_group import role_changes, the_role_change
from market.people.roles.role_change import RoleChange
from market.web.forms import posted
from market.web.page import page, redirect
from market.web.refusals import shows

router = APIRouter(include_in_schema=False, prefix="/lapak/{group}")
PAGE = "/lapak/{group}/anggota/peran"


@router.get("/anggota/peran")
def roles_page(request: Request, group: str) -> Response:
    with read() as db:
        here, actor = group_seen(db, request, group, Shows.PEOPLE, Do.OBJECT)
        people = members(db, here.key)
        named = {membership.key: person for membership, person in people}
        called = {membership.key: membership.called(person) for membership, person in people}
        standing_in = stand_ins(db, here.key)
        return page(
            request, "workspace/roles.html", group=here, actor=actor, tab="house", people=people, named=named,
            called=called,
            mine=next((m for m, person in people if person.key == actor.person_id), None),
            chairs=[person for m, person in people if m.chair], changes=role_changes(db, here.key),
            team=Team({person.key: membership for membership, person in people}), stand_ins=standing_in,
            chats=_chats(standing_in, named, here, actor),
        )  # fmt: skip


def _chats(standing_in: list[StandIn], named: dict[int, Person], here: Group, actor: Actor) -> dict[int, str]:
    """By the id of a stand-in: a WhatsApp chat with which whoever named her tells her."""
    text = _(
        "Halo %(name)s, Ibu/Bapak ditunjuk sebagai pengganti bendahara %(group)s. "
        "Kalau bendahara berhalangan: tekan “Siapa?” di HP kelompok, atau buka %(address)s"
    )
    address = settings().base_url.rstrip("/") + PAGE.format(group=here.slug)
    chats = {}
    for each in standing_in:
        who = named.get(each.membership_id)
        if who and who.phone and each.agreed_at and not each.begun_at and each.asked_by_id == actor.person_id:
            chats[each.key] = wa_link(who.phone, text % {"name": who.name, "group": here.name, "address": address})
    return chats


def _act(request: Request, group: str, do: Do, verb: Callable[[Session, Group, Actor], str]) -> Response:
    """One verb of somebody who may `do` it; then the page of roles, with the words that the verb chose."""

    def work(db: Session) -> str:
        here, actor = group_here(db, request, group, do)
        return verb(db, here, actor)

    return redirect(PAGE.format(group=group), words=write(work))


def _asked(change: RoleChange | None) -> str:
    """What to say after a change was asked for: done, or waiting."""
    return "roles_done" if change is None or change.state == "done" else "roles_asked"


@router.post("/anggota/{member:number}/peran")
@shows("/lapak/{group}/anggota")
def change_roles(
    request: Request, group: str, member: int, form: Annotated[forms.Roles, Depends(posted(forms.Roles))]
) -> Response:
    def verb(db: Session, here: Group, actor: Actor) -> str:
        membership = the_membership(db, here.key, member)
        return _asked(ask_roles(db, here, membership, actor, chair=form.chair, treasurer=form.treasurer))

    return _act(request, group, Do.MEMBERS, verb)


@router.post("/anggota/{member:number}/keluar")
@shows("/lapak/{group}/anggota")
def end_member(request: Request, group: str, member: int) -> Response:
    """Somebody is let go, or leaves by herself."""

    def work(db: Session) -> tuple[str, bool]:
        here, actor = group_here(db, request, group, Do.AGREE)
        membership = the_membership(db, here.key, member)
        herself = membership.person_id == actor.person_id
        if not herself:
            here, actor = group_here(db, request, group, Do.MEMBERS)
        done = _asked(ask_to_leave(db, here, membership, actor))
        return done, herself and actor.device_id is None

    words, gone = write(work)
    if words != "roles_done":
        return redirect(f"/lapak/{group}/anggota", words=words)
    return redirect("/akun", words="left_group") if gone else redirect(f"/lapak/{group}/anggota", words="member_ended")


@router.post("/anggota/{member:number}/ganti-ketua")
@shows(PAGE)
def succeed(request: Request, group: str, member: int) -> Response:
    """The only chair is gone: a member asks for another."""

    def verb(db: Session, here: Group, actor: Actor) -> str:
        ask_succession(db, here, the_membership(db, here.key, member), actor)
        return "succession_asked"

    return _act(request, group, Do.AGREE, verb)


Step = Callable[[RoleChange, Actor], None]


def _step(request: Request, group: str, change: int, step: Step, do: Do = Do.AGREE) -> Response:
    def verb(db: Session, here: Group, actor: Actor) -> str:
        step(the_role_change(db, here.key, change), actor)
        return "saved"

    return _act(request, group, do, verb)


@router.post("/peran/{change:number}/setuju")
@shows(PAGE)
def agree(request: Request, group: str, change: int) -> Response:
    return _step(request, group, change, RoleChange.agree)


@router.post("/peran/{change:number}/dukung")
@shows(PAGE)
def second(request: Request, group: str, change: int) -> Response:
    return _step(request, group, change, RoleChange.second)


@router.post("/peran/{change:number}/pastikan")
@shows(PAGE)
def confirm(request: Request, group: str, change: int) -> Response:
    return _step(request, group, change, RoleChange.confirm)


@router.post("/peran/{change:number}/keberatan")
@shows(PAGE)
def object_to(
    request: Request, group: str, change: int, form: Annotated[Reasoned, Depends(posted(Reasoned))]
) -> Response:
    return _step(request, group, change, lambda found, by: found.object(by, form.reason), Do.OBJECT)


@router.post("/peran/{change:number}/putus")
@shows(PAGE)
def decide(
    request: Request,
    group: str,
    change: int,
    form: Annotated[forms.Decided, Depends(posted(forms.Decided))],
) -> Response:
    return _step(request, group, change, lambda found, by: found.decide(by, agreed=form.agreed, reason=form.reason))


@router.post("/peran/{change:number}/batal")
@shows(PAGE)
def withdraw(request: Request, group: str, change: int) -> Response:
    return _step(request, group, change, RoleChange.withdraw)


@router.post("/pengganti")
@shows(PAGE)
def name_one(
    request: Request, group: str, form: Annotated[forms.NamedStandIn, Depends(posted(forms.NamedStandIn))]
) -> Response:
    """The treasurer names who stands in for her; a chair proposes somebody."""

    def verb(db: Session, here: Group, actor: Actor) -> str:
        treasurer, member = (the_membership(db, here.key, key) for key in (form.treasurer, form.member))
        name_stand_in(db, treasurer, member, actor)
        return "saved"

    return _act(request, group, Do.AGREE, verb)


def _stand_in_step(request: Request, group: str, stand_in: int, step: Callable[[StandIn, Actor], None]) -> Response:
    def verb(db: Session, here: Group, actor: Actor) -> str:
        step(the_stand_in(db, here.key, stand_in), actor)
        return "saved"

    return _act(request, group, Do.AGREE, verb)


@router.post("/pengganti/{stand_in:number}/setuju")
@shows(PAGE)
def agree_to_stand_in(request: Request, group: str, stand_in: int) -> Response:
    return _stand_in_step(request, group, stand_in, StandIn.agree)


@router.post("/pengganti/{stand_in:number}/mulai")
@shows(PAGE)
def begin_stand_in(request: Request, group: str, stand_in: int) -> Response:
    """ "Bendahara berhalangan"."""
    return _stand_in_step(request, group, stand_in, StandIn.begin)


@router.post("/pengganti/{stand_in:number}/selesai")
@shows(PAGE)
def end_stand_in(request: Request, group: str, stand_in: int) -> Response:
    return _stand_in_step(request, group, stand_in, StandIn.end)
