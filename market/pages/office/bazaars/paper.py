"""Paper: letters, lists and signs of a bazaar as pages to print on A4, under the office's letterhead."""

from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.bazaars.after.moved_today import moved_today
from market.bazaars.allotting.opening import keeps_quiet
from market.bazaars.allotting.plan import published_plan
from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.stands import stands_by_slot
from market.bazaars.booth import booths_of
from market.bazaars.planning.site import site_by_booth, sites_of, spots_in_words, venues
from market.bazaars.registering.application import ApplicationState, applications_of
from market.bazaars.slot import Slot, slots_of
from market.kernel.db import read
from market.kernel.language import gettext as _
from market.kernel.refused import NotFound
from market.kernel.settings import settings
from market.pages.office.bazaars.own import context, own_bazaar
from market.pages.taken import exported
from market.people.office import Office
from market.reports.bazaar_report import public_tables
from market.reports.bazaar_report_sources import report_sources
from market.web.page import page
from market.web.qr import qr_svg
from market.web.slow import heavy

router = APIRouter(include_in_schema=False, prefix="/dinas/bazar/{slug}")
PAPERS = {
    "undangan": lambda: _("Undangan mendaftar"),
    "keputusan": lambda: _("Keputusan pembagian stan"),
    "hadir": lambda: _("Daftar hadir dengan tanda tangan"),
    "pindah": lambda: _("Daftar pindah stan, untuk dibacakan"),
    "peserta": lambda: _("Daftar peserta"),
    "tanda": lambda: _("Tanda tiap stan"),
    "ringkasan": lambda: _("Satu halaman untuk wali kota atau bupati"),
}
IN_SHORT = ("gangguan", "omzet")
AFTER_PUBLISHING = ("keputusan", "hadir", "pindah", "peserta", "tanda", "ringkasan")


@router.get("/surat")
def papers(request: Request, slug: str) -> Response:
    with read() as db:
        bazaar, actor = own_bazaar(db, request, slug)
        ready = [key for key in PAPERS if bazaar.published_at or key not in AFTER_PUBLISHING]
        return page(
            request, "office/papers.html",
            **context(db, bazaar, actor, "surat", papers=PAPERS, ready=ready, head=Office.get(db, bazaar.office_id)),
        )  # fmt: skip


@router.get("/surat/{paper}")
@heavy
def paper(request: Request, slug: str, paper: str, nomor: str = "") -> Response:
    """One paper. `nomor` is the number of this letter, as the office's book has it."""
    with read() as db:
        bazaar, actor = own_bazaar(db, request, slug)
        if paper not in PAPERS or (paper in AFTER_PUBLISHING and not bazaar.published_at):
            raise NotFound(paper)
        exported(request, "applications", key=bazaar.key)
        slots = slots_of(db, bazaar.key)
        told = MORE[paper](db, bazaar, slots)
        head: Office = told.get("head") or Office.get(db, bazaar.office_id)
        told |= {"head": head, "number": head.letter_number(nomor), "title": PAPERS[paper](), "slots": slots}
        return page(
            request, f"office/paper_{paper}.html",
            **context(db, bazaar, actor, "surat", **told),
        )  # fmt: skip


def _stands(db: Session, _bazaar: Bazaar, slots: list[Slot]) -> dict[str, Any]:
    """By slot who stands where."""
    return {"stands": stands_by_slot(db, [slot.key for slot in slots])}


def _moved(db: Session, bazaar: Bazaar, slots: list[Slot]) -> dict[str, Any]:
    """Of the day that runs, to be read out there; while none does, of all."""
    read_out = [slot for slot in slots if slot.running(bazaar)] or slots
    return {"moved": moved_today(db, bazaar.key, read_out), "at_site": spots_in_words(db, bazaar.key)}


def _decision(db: Session, bazaar: Bazaar, _slots: list[Slot]) -> dict[str, Any]:
    """The published plan by group, as it was decided, with what proves it."""
    plan = published_plan(db, bazaar.key)
    if plan is None:
        raise NotFound(bazaar.slug)
    by_number: dict[str, list[dict[str, Any]]] = {}
    for each in plan.file["placements"]:
        by_number.setdefault(each["group"], []).append(each)
    everyone = applications_of(db, bazaar.key)
    seated = [
        {"group": g, "village": a.village_of(g), "places": by_number[a.number]}
        for a, g in everyone if a.number in by_number
    ]  # fmt: skip
    waiting = [g for a, g in everyone if a.state is ApplicationState.ELIGIBLE and a.number not in by_number]
    return {
        "plan": plan,
        "seated": seated,
        "waiting": waiting,
        "quiet": any(keeps_quiet(application) for application, _ in everyone),
        "qr": _code(f"/bazar/{bazaar.slug}/pembagian"),
    }


def _places(db: Session, bazaar: Bazaar, _slots: list[Slot]) -> dict[str, Any]:
    """Where the bazaar is held, each site of several."""
    places = [place for place in venues(bazaar, sites_of(db, bazaar.key)) if place]
    return {"places": places, "qr": _code(f"/bazar/{bazaar.slug}")}


def _code(path: str) -> str:
    """A code that opens a page of ours, for who reads on paper."""
    return qr_svg(settings().base_url + path)


def _signs(db: Session, bazaar: Bazaar, slots: list[Slot]) -> dict[str, Any]:
    """One sign a booth and group, with a QR that opens the group's page."""
    signs: dict[tuple[str, str], dict[str, Any]] = {}
    booths = booths_of(db, bazaar.key)
    sites = site_by_booth(sites_of(db, bazaar.key), booths)
    classes = {booth.number: booth.fee_class for booth in booths}
    stands = stands_by_slot(db, [slot.key for slot in slots])
    for slot in slots:
        for stand in stands[slot.key]:
            key = (" + ".join(stand.booths), stand.group.name)
            if stand.booths:
                sign: dict[str, Any] = {
                    "booths": key[0],
                    "group": stand.group,
                    "village": stand.application.village_of(stand.group),
                    "goods": stand.application.goods,
                    "site": next((sites[number].words for number in stand.booths if number in sites), ""),
                    "fee": sum(bazaar.fee_of(classes[number]) for number in stand.booths),
                    "slots": [],
                }
                signs.setdefault(key, sign)
                signs[key]["slots"].append(slot)
    for sign in signs.values():
        sign["qr"] = _code(f"/kelompok/{sign['group'].slug}")
    return {"signs": [signs[key] for key in sorted(signs)]}


def _summary(db: Session, bazaar: Bazaar, slots: list[Slot]) -> dict[str, Any]:
    of = report_sources(db, bazaar, slots)
    tables = [each for each in public_tables(of) if each.key in IN_SHORT]
    return {
        "head": of.office,
        "figures": of.figures,
        "quiet": of.figures.quiet,
        "tables": tables,
        "visitors": of.tally.visitors,
    }


MORE = {
    "undangan": _places,
    "keputusan": _decision,
    "hadir": _stands,
    "pindah": _moved,
    "peserta": _stands,
    "tanda": _signs,
    "ringkasan": _summary,
}
