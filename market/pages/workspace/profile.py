"""The profile of a group: story, photo, place, papers."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.db import read, write
from market.pages.at_group import Shows, group_here, group_seen, may_act
from market.pages.uploads import kept_picture, received
from market.pages.workspace import people_forms as forms
from market.people.access import Do
from market.people.certificate import (
    LABELS,
    CertificateKind,
    add_certificate,
    certificates,
    refuse_other_shape,
    the_certificate,
)
from market.people.facts.group_change import waiting_changes
from market.people.facts.group_facts import GroupFact
from market.people.facts.profile import change_profile
from market.people.place import place
from market.people.suggested import meant_village, suggested
from market.web.forms import posted, reads_itself, sent
from market.web.page import page, redirect
from market.web.refusals import shows
from market.web.slow import pages

router = APIRouter(include_in_schema=False, prefix="/lapak/{group}")


@router.get("/profil")
def profile_page(request: Request, group: str) -> Response:
    with read() as db:
        here, actor = group_seen(db, request, group, Shows.NOTHING, Do.PROFILE)
        found = place(here.village)
        left = sent(request)
        return page(
            request, "workspace/profile.html", group=here, actor=actor, tab="house",
            village=found.full if found else here.village,
            suggestions=suggested(left.value("village")) if "village" in left.refusals else (),
            waiting=waiting_changes(db, here.key),
            papers=certificates(db, here.key), labels=LABELS, kinds=list(CertificateKind),
        )  # fmt: skip


@router.post("/profil")
def save_profile(
    request: Request, group: str, form: Annotated[forms.Profile, Depends(posted(forms.Profile))]
) -> Response:
    village = meant_village(form.village)

    facts = {
        GroupFact.NAME: form.name, GroupFact.VILLAGE: village.code, GroupFact.PHONE: form.phone or "",
        GroupFact.ADDRESS: form.address, GroupFact.STORY: form.story,
    }  # fmt: skip

    def work(db: Session) -> bool:
        here, actor = group_here(db, request, group, Do.PROFILE)
        return change_profile(db, here, facts, actor)

    return redirect(f"/lapak/{group}/profil", words="group_asked" if write(work) else "saved")


@router.post("/profil/foto")
@shows("/lapak/{group}/profil")
@reads_itself
async def save_photo(request: Request, group: str) -> Response:
    await received(request, lambda: may_act(request, group, Do.PROFILE))
    name = await kept_picture(request)

    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.PROFILE)
        here.show_photo(name, actor)

    await pages(lambda: write(work))
    return redirect(f"/lapak/{group}/profil", words="saved")


@router.post("/profil/izin")
@shows("/lapak/{group}/profil")
def new_certificate(
    request: Request,
    group: str,
    form: Annotated[forms.CertificateForm, Depends(posted(forms.CertificateForm))],
) -> Response:
    kind = CertificateKind(form.kind)

    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.PROFILE)
        refuse_other_shape(actor, kind, form.number)
        add_certificate(db, here.key, kind, form.number, form.expires_on, actor)

    write(work)
    return redirect(f"/lapak/{group}/profil#izin", words="saved")


@router.post("/profil/izin/{certificate:number}/hapus")
@shows("/lapak/{group}/profil")
def end_certificate(request: Request, group: str, certificate: int) -> Response:
    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.PROFILE)
        found = the_certificate(db, here.key, certificate)
        found.end(actor)

    write(work)
    return redirect(f"/lapak/{group}/profil#izin", words="saved")
