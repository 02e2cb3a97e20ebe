"""The house of a group: profile, members, phones, papers, ways to hand over and be paid."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.datastructures import UploadFile
from starlette.responses import Response

from market.catalog.picture import read_picture
from market.catalog.product import photo_name
from market.kernel.db import read, write
from market.kernel.refused import NotFound, Refused
from market.orders.terms import Delivery, add_tariff, own_terms, tariffs_of, terms_of, the_tariff
from market.pages.acts import act_word
from market.pages.visitor import group_here, keep_login
from market.pages.workspace import forms
from market.payments.account import live_account
from market.people.access import Do, Role
from market.people.act import acts_of, note
from market.people.certificate import (
    LABELS,
    Certificate,
    CertificateKind,
    certificates,
    expiry_of,
)
from market.people.device import Device, live_devices
from market.people.helpers import facilitators
from market.people.login import end_all, sign_in_device
from market.people.membership import join, members, the_membership
from market.people.person import Person, find_person, hash_secret
from market.people.place import find_villages, place, place_name, typed_village
from market.people.reset import issue_code
from market.web.forms import Values, posted, sent
from market.web.page import page, redirect
from market.web.refusals import shows
from market.web.slow import pages, slow

router = APIRouter(include_in_schema=False, prefix="/lapak/{group}")


@router.get("/profil")
def profile_page(request: Request, group: str) -> Response:
    with read() as db:
        here, actor = group_here(db, request, group, Do.PROFILE)
        found = place(here.village)
        typed = sent(request).value("village", "")
        return page(
            request, "workspace/profile.html", group=here, actor=actor, tab="house",
            village=found.full if found else here.village,
            suggestions=find_villages(typed) if typed else (),
            papers=certificates(db, here.key), labels=LABELS, kinds=list(CertificateKind),
        )  # fmt: skip


@router.post("/profil")
def save_profile(
    request: Request, group: str, form: Annotated[forms.Profile, Depends(posted(forms.Profile))]
) -> Response:
    village = typed_village(form.village)

    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.PROFILE)
        here.name, here.story, here.address = form.name, form.story, form.address
        here.village, here.phone = village.code, form.phone
        here.complete()
        note(db, actor, "profile_edited", here.key)

    write(work)
    return redirect(f"/lapak/{group}/profil", words="saved")


@router.post("/profil/foto")
@shows("/lapak/{group}/profil")
async def save_photo(request: Request, group: str, values: Values) -> Response:
    await pages(lambda: _may(request, group))
    upload = (await request.form()).get("photo")
    if not isinstance(upload, UploadFile) or not upload.filename:
        raise Refused("photo_gone", field="photo")
    raw = await upload.read()
    picture = await slow(lambda: read_picture(raw, field="photo"))
    name = photo_name().replace("-", "_")
    await slow(lambda: picture.keep(name))

    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.PROFILE)
        here.photo = name
        note(db, actor, "profile_edited", here.key)

    await pages(lambda: write(work))
    return redirect(f"/lapak/{group}/profil", words="saved")


def _may(request: Request, group: str) -> None:
    with read() as db:
        group_here(db, request, group, Do.PROFILE)


@router.post("/profil/izin")
@shows("/lapak/{group}/profil")
def add_certificate(
    request: Request, group: str, form: Annotated[forms.CertificateForm, Depends(posted(forms.CertificateForm))]
) -> Response:
    kind = CertificateKind(form.kind)

    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.PROFILE)
        Certificate(
            group_id=here.key,
            kind=kind,
            number=form.number,
            expires_on=form.expires_on or expiry_of(kind, form.number),
        ).add(db)
        note(db, actor, "certificate_added", here.key, kind=LABELS[kind])

    write(work)
    return redirect(f"/lapak/{group}/profil#izin", words="saved")


@router.post("/profil/izin/{certificate:number}/hapus")
@shows("/lapak/{group}/profil")
def end_certificate(request: Request, group: str, certificate: int) -> Response:
    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.PROFILE)
        found = db.get(Certificate, certificate)
        if found is None or found.group_id != here.key:
            raise NotFound("certificate")
        found.end()
        note(db, actor, "certificate_ended", here.key, kind=found.label)

    write(work)
    return redirect(f"/lapak/{group}/profil#izin", words="saved")


@router.get("/anggota")
def members_page(request: Request, group: str, kode: str = "") -> Response:
    with read() as db:
        here, actor = group_here(db, request, group, Do.SEE)
        return page(
            request, "workspace/members.html", group=here, actor=actor, tab="house",
            people=members(db, here.key), helpers=facilitators(db, here.key), devices=live_devices(db, here.key),
            acts=acts_of(db, here.key, limit=40), act_word=act_word, may=actor.may(Do.MEMBERS),
            code="", code_for="",
        )  # fmt: skip


@router.post("/anggota")
async def add_member(
    request: Request, group: str, form: Annotated[forms.MemberForm, Depends(posted(forms.MemberForm))]
) -> Response:
    """By name and PIN, or by the number of somebody who has an account."""
    pin = form.pin
    pin_hash = await slow(lambda: hash_secret(pin)) if pin else None

    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.MEMBERS)
        known = find_person(db, form.phone) if form.phone else None
        person = known or Person(name=form.name, phone=form.phone).add(db)
        membership = join(db, here.key, person, chair=form.chair, treasurer=form.treasurer)
        if pin_hash:
            membership.set_pin(pin_hash)
        note(db, actor, "member_added", here.key, name=person.name)

    await pages(lambda: write(work))
    return redirect(f"/lapak/{group}/anggota", words="member_added")


@router.post("/anggota/{member:number}/peran")
@shows("/lapak/{group}/anggota")
def change_roles(
    request: Request, group: str, member: int, form: Annotated[forms.Roles, Depends(posted(forms.Roles))]
) -> Response:
    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.MEMBERS)
        membership = the_membership(db, here.key, member)
        membership.take_roles(chair=form.chair, treasurer=form.treasurer)
        name = Person.get(db, membership.person_id).name
        note(db, actor, "roles_changed", here.key, name=name)

    write(work)
    return redirect(f"/lapak/{group}/anggota", words="saved")


@router.post("/anggota/{member:number}/pin")
@shows("/lapak/{group}/anggota")
async def change_pin(
    request: Request, group: str, member: int, form: Annotated[forms.PinForm, Depends(posted(forms.PinForm))]
) -> Response:
    """The chair sets a member's PIN, or somebody their own."""
    pin_hash = await slow(lambda: hash_secret(form.pin))

    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.SEE)
        membership = the_membership(db, here.key, member)
        if membership.person_id != actor.person_id:
            here, actor = group_here(db, request, group, Do.MEMBERS)
            if Role.CHAIR not in actor.roles:
                raise Refused("not_yours_to_do", who="chair")
        membership.set_pin(pin_hash)
        note(db, actor, "pin_changed", here.key, name=Person.get(db, membership.person_id).name)

    await pages(lambda: write(work))
    return redirect(f"/lapak/{group}/anggota", words="saved")


@router.post("/anggota/{member:number}/keluar")
@shows("/lapak/{group}/anggota")
def end_member(request: Request, group: str, member: int) -> Response:
    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.MEMBERS)
        membership = the_membership(db, here.key, member)
        membership.end()
        person = Person.get(db, membership.person_id)
        if person.password_hash is None:
            end_all(db, person.key)
        note(db, actor, "member_ended", here.key, name=person.name)

    write(work)
    return redirect(f"/lapak/{group}/anggota", words="member_ended")


@router.post("/anggota/{member:number}/kode")
@shows("/lapak/{group}/anggota")
def reset_code(request: Request, group: str, member: int) -> Response:
    """Six digits to read out to a member who forgot the password; shown once, on this page."""

    def work(db: Session) -> tuple[str, str]:
        here, actor = group_here(db, request, group, Do.RESET)
        person = Person.get(db, the_membership(db, here.key, member).person_id)
        if person.password_hash is None and person.phone is None and person.email is None:
            raise Refused("pin_device_only")
        capacity = Role.CHAIR if Role.CHAIR in actor.roles else Role(actor.capacity)
        note(db, actor, "code_issued", here.key, name=person.name)
        return issue_code(db, person, by=actor, capacity=capacity), person.name

    code, name = write(work)
    with read() as db:
        here, actor = group_here(db, request, group, Do.SEE)
        return page(
            request, "workspace/members.html", group=here, actor=actor, tab="house",
            people=members(db, here.key), helpers=facilitators(db, here.key), devices=live_devices(db, here.key),
            acts=acts_of(db, here.key, limit=40), act_word=act_word, may=True, code=code, code_for=name,
        )  # fmt: skip


@router.post("/hp")
@shows("/lapak/{group}/anggota")
def make_device(
    request: Request, group: str, form: Annotated[forms.DeviceForm, Depends(posted(forms.DeviceForm))]
) -> Response:
    """This browser becomes a phone of the group: signed in for 180 days, its holder unnamed."""

    def work(db: Session) -> str:
        here, actor = group_here(db, request, group, Do.DEVICES)
        device = Device(group_id=here.key, name=form.name, added_by_id=actor.person_id or 0).add(db)
        note(db, actor, "device_added", here.key, name=form.name)
        return sign_in_device(db, device.key, request.headers.get("user-agent", ""))

    return keep_login(redirect(f"/lapak/{group}", words="device_added"), write(work))


@router.post("/hp/{device:number}/keluar")
@shows("/lapak/{group}/anggota")
def end_device(request: Request, group: str, device: int) -> Response:
    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.DEVICES)
        found = db.get(Device, device)
        if found is None or found.group_id != here.key:
            raise NotFound("device")
        found.end()
        note(db, actor, "device_ended", here.key, name=found.name)

    write(work)
    return redirect(f"/lapak/{group}/anggota", words="device_ended")


@router.get("/pengiriman")
def terms_page(request: Request, group: str) -> Response:
    with read() as db:
        here, actor = group_here(db, request, group, Do.PRICE)
        return page(
            request, "workspace/terms.html", group=here, actor=actor, tab="house",
            terms=terms_of(db, here.key), tariffs=tariffs_of(db, [here.key]), place_name=place_name,
            account=live_account(db, here.key), nearby=_nearby(here.village),
        )  # fmt: skip


def _nearby(village: str) -> list[tuple[str, str]]:
    """The group's own kecamatan, kota and province, to pick with one tap."""
    return [(code, place_name(code)) for code in (village[:8], village[:5], village[:2])]


@router.post("/pengiriman")
def save_terms(
    request: Request, group: str, form: Annotated[forms.TermsForm, Depends(posted(forms.TermsForm))]
) -> Response:
    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.PRICE)
        terms = own_terms(db, here.key)
        for name, value in form.model_dump().items():
            setattr(terms, name, value)
        note(db, actor, "terms_changed", here.key)

    write(work)
    return redirect(f"/lapak/{group}/pengiriman", words="saved")


@router.post("/pengiriman/ongkir")
@shows("/lapak/{group}/pengiriman")
def new_tariff(
    request: Request, group: str, form: Annotated[forms.TariffForm, Depends(posted(forms.TariffForm))]
) -> Response:
    code = form.place.split(" ", 1)[0]
    if place(code) is None:
        raise Refused("place_unknown", field="place")

    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.PRICE)
        add_tariff(
            db, here.key, delivery=Delivery(form.delivery), place=code, first_fee=form.first_fee,
            next_fee=form.next_fee, days_min=form.days_min, days_max=form.days_max,
        )  # fmt: skip
        note(db, actor, "tariff_added", here.key, place=place_name(code))

    write(work)
    return redirect(f"/lapak/{group}/pengiriman", words="saved")


@router.post("/pengiriman/ongkir/{tariff:number}/hapus")
@shows("/lapak/{group}/pengiriman")
def end_tariff(request: Request, group: str, tariff: int) -> Response:
    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, Do.PRICE)
        the_tariff(db, here.key, tariff).end()
        note(db, actor, "tariff_ended", here.key)

    write(work)
    return redirect(f"/lapak/{group}/pengiriman", words="saved")
