"""Who belongs to a group and what they may do; whom it has asked to join."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import read, write
from market.kernel.language import gettext as _
from market.kernel.refused import Refused
from market.kernel.settings import settings
from market.kernel.tokens import shown_code
from market.messages.channels import wa_link
from market.pages.acts import act_word
from market.pages.at_group import Shows, group_here, group_seen
from market.pages.codes import fresh_code
from market.pages.networks import network_of_request
from market.pages.workspace import people_forms as forms
from market.pages.workspace.shown_member import roles_words, shown_members
from market.people.access import Actor, Do, Role
from market.people.act import acts_of
from market.people.approving.issuing_pins import another_code, code_for_invited
from market.people.device import shown_devices
from market.people.founding.setting_up import sets_up
from market.people.group import Group
from market.people.invitation import Invitation, InvitationKind, asked_by_group, the_invitation
from market.people.joining.groups_yes import agree_to_helper, helper_asked, refusals_for_group, refuse_helper
from market.people.joining.inviting import count_invitation, invite, take_back
from market.people.namesakes import helpers_called
from market.web.forms import posted
from market.web.page import page, redirect
from market.web.pressing import every_time, lead_again
from market.web.refusals import shows
from market.web.slow import pages

router = APIRouter(include_in_schema=False, prefix="/lapak/{group}")


@dataclass(frozen=True)
class ShownCode:
    """A code for somebody, as it is shown once: for her PIN on the group's phone, or `in_account` for her yes there.

    `chat` is the link by which the inviter sends it to her number; `asked` when she was invited just now.
    """

    code: str
    name: str
    in_account: bool = False
    chat: str = ""
    asked: bool = False


@router.get("/anggota")
def members_page(request: Request, group: str) -> Response:
    return show_members(request, group)


def show_members(request: Request, group: str, *, fresh: ShownCode | None = None) -> Response:
    """The page; a code is shown on it this once."""
    with read() as db:
        here, actor = group_seen(db, request, group, Shows.PEOPLE, Do.SEE)
        everybody_asked = asked_by_group(db, here.key, InvitationKind.MEMBER, InvitationKind.FACILITATOR)
        asked = [each for each in everybody_asked if each.kind is InvitationKind.MEMBER]
        people, helpers = shown_members(db, here, actor), helpers_called(db, here.key)
        called = {each.person.key: each.membership.called(each.person) for each in people}
        return page(
            request, "workspace/members.html", group=here, actor=actor, tab="house",
            people=people, helpers=helpers, devices=shown_devices(db, here.key, called | helpers), asked=asked,
            helpers_asked=_helpers_asked(db, everybody_asked, here, actor),
            chats={each.key: _chat_link(each, here) for each in asked}, act_word=act_word,
            acts=acts_of(db, here.key, actor, book=actor.may(Do.BOOK), limit=40),
            may=actor.may(Do.MEMBERS), phones=sets_up(db, here, actor),
            ends=actor.may(Do.END_DEVICE), helps_in=actor.may(Do.RESET), fresh=fresh,
            roles_of=lambda of: roles_words(chair=of.chair, treasurer=of.treasurer),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class AskedHelper:
    """Somebody whom another asks to help this group; `refusal`: why the reader's yes would not be the group's."""

    invitation: Invitation
    refusal: Refused | None


def _helpers_asked(db: Session, asked: list[Invitation], here: Group, actor: Actor) -> list[AskedHelper]:
    """For a chair, to say yes or no."""
    helpers = [each for each in asked if each.kind is InvitationKind.FACILITATOR and each.live and not each.agreed_at]
    if Role.CHAIR not in actor.roles or not helpers:
        return []
    refusals = refusals_for_group(db, helpers, here, actor)
    return [AskedHelper(invitation=each, refusal=refusals.get(each.key)) for each in helpers]


@router.post("/pendamping/{invitation:number}/setuju")
@shows("/lapak/{group}/anggota")
def agree(request: Request, group: str, invitation: int) -> Response:
    """A chair's yes to a facilitator whom an officer asks; the facilitator answers after it."""

    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.MEMBERS)
        agree_to_helper(db, helper_asked(db, invitation, here), here, actor)

    write(work)
    return redirect(f"/lapak/{group}/anggota", words="saved")


@router.post("/pendamping/{invitation:number}/tolak")
@shows("/lapak/{group}/anggota")
def refuse(request: Request, group: str, invitation: int) -> Response:
    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.MEMBERS)
        refuse_helper(db, helper_asked(db, invitation, here), here, actor)

    write(work)
    return redirect(f"/lapak/{group}/anggota", words="saved")


def _chat_link(invitation: Invitation, group: Group, code: str = "") -> str:
    """What the inviter sends from their own WhatsApp; we write to nobody who has not proved the number.

    It holds the code: whoever reads it at that number and types it here has shown that the number is hers.
    """
    if not invitation.identifier.startswith("+"):
        return ""
    text = _(
        "Halo %(name)s, saya mengajak Ibu/Bapak bergabung dengan %(group)s di Dermaga. "
        "Masuk atau daftar dengan nomor ini, lalu buka Akun: %(address)s"
    ) % {
        "name": invitation.name,
        "group": group.name,
        "address": settings().base_url.rstrip("/") + "/akun/undangan",
    }
    if code:
        text += "\n" + _("Kode undangan: %(code)s (berlaku 24 jam)") % {"code": shown_code(code)}
    return wa_link(invitation.identifier, text)


@router.post("/anggota")
async def invite_member(
    request: Request, group: str, form: Annotated[forms.InviteForm, Depends(posted(forms.InviteForm))]
) -> Response:
    """By number or e-mail: asked, and a member once she says yes in her account. By name alone: on the group's phone.

    The inviter gets a code for her in every case, so that the answer says nothing of who has an account.
    """
    if form.identifier:
        await pages(lambda: count_invitation(_inviter(request, group), network_of_request(request)))
    code, kept = await fresh_code(lambda: _inviter(request, group))

    def work(db: Session) -> ShownCode:
        here, actor = group_here(db, request, group, Do.MEMBERS)
        made = invite(
            db, actor, InvitationKind.MEMBER, form.identifier,
            name=form.name, group=here, chair=form.chair, treasurer=form.treasurer,
        )  # fmt: skip
        code_for_invited(db, made, kept, actor)
        return _shown(made, here, code, asked=True)

    fresh = await pages(lambda: write(work))
    lead_again(request, f"/lapak/{group}/anggota", "code_shown_once")
    return await pages(lambda: show_members(request, group, fresh=fresh))


def _shown(invitation: Invitation, group: Group, code: str, *, asked: bool = False) -> ShownCode:
    chat = _chat_link(invitation, group, code)
    return ShownCode(shown_code(code), invitation.name, bool(invitation.identifier), chat, asked)


def _inviter(request: Request, group: str) -> Actor:
    with read() as db:
        return group_here(db, request, group, Do.MEMBERS)[1]


@router.post("/anggota/undangan/{invitation:number}/kode")
@every_time("shows a code once, in place of the one before")
@shows("/lapak/{group}/anggota")
async def code_again(request: Request, group: str, invitation: int) -> Response:
    """A fresh code for somebody who was invited."""
    code, kept = await fresh_code(lambda: _inviter(request, group))

    def work(db: Session) -> ShownCode:
        here, actor = group_here(db, request, group, Do.MEMBERS)
        found = the_invitation(db, invitation, group_id=here.key)
        another_code(db, found, kept, actor)
        return _shown(found, here, code)

    fresh = await pages(lambda: write(work))
    return await pages(lambda: show_members(request, group, fresh=fresh))


@router.post("/anggota/undangan/{invitation:number}/batal")
@shows("/lapak/{group}/anggota")
def not_asked(request: Request, group: str, invitation: int) -> Response:
    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.MEMBERS)
        take_back(db, the_invitation(db, invitation, group_id=here.key), actor)

    write(work)
    return redirect(f"/lapak/{group}/anggota", words="invitation_withdrawn")
