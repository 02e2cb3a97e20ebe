"""The officer's first page: her day; and for each number on it the list of exactly those."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from market.bazaars.complaints.received import open_complaints
from market.bazaars.desk.agenda import AgendaItem, NextAct, agenda
from market.bazaars.desk.waits import DeskWait as W
from market.bazaars.desk.waits import desk_of, waiting_for_officer, waiting_lines
from market.bazaars.whose import questions_to
from market.kernel.clock import zone_of
from market.kernel.db import read
from market.kernel.refused import NotFound
from market.pages.visitor import officer_places
from market.pages.watching import note_look
from market.payments.awaited import awaited
from market.payments.wait import awaited_by
from market.people.certificate import LABELS
from market.people.directory import inside, states_in
from market.people.group import GroupState
from market.people.owning.calls import count_calls
from market.people.place import place_name
from market.web.page import page
from market.web.paging import Paging, asked_page
from market.web.slow import heavy

router = APIRouter(include_in_schema=False, prefix="/dinas")
PER_PAGE = 100
SHOWN = 8  # bazaars in the open; more are folded
ADDRESSES = {
    W.REGISTRATIONS: "pendaftaran", W.OBJECTIONS: "keberatan-angka", W.SECOND: "petugas-kedua", W.APPEALS: "keberatan",
    W.SWAPS: "tukar", W.PAPERS: "izin", W.OFFERS: "tawaran", W.LETTERS: "kabar", W.ASKED_IN: "ajakan",
}  # fmt: skip
# Where a line of each list leads: a page of its bazaar, that of its own registration where it ends with a slash.
LEADS = {
    W.REGISTRATIONS: "pendaftaran/", W.OBJECTIONS: "pembagian#sesudah-undian", W.SECOND: "pembagian#sesudah-undian",
    W.APPEALS: "sesudah#keberatan", W.SWAPS: "sesudah#tukar", W.PAPERS: "pendaftaran/",
    W.OFFERS: "kabar?saring=diam", W.LETTERS: "kabar?saring=tangan", W.ASKED_IN: "",
}  # fmt: skip
ACTS = {
    NextAct.ADD_DAYS: "", NextAct.OPEN: "", NextAct.JUDGE: "pendaftaran?keadaan=submitted",
    NextAct.CLOSE: "pendaftaran", NextAct.REGISTERING: "pendaftaran", NextAct.FREEZE: "pembagian",
    NextAct.AWAIT_NUMBER: "pembagian", NextAct.HEAR: "pembagian#sesudah-undian",
    NextAct.CONFIRM: "pembagian#sesudah-undian",
    NextAct.AWAIT_SECOND: "pembagian#sesudah-undian", NextAct.NUMBER: "pembagian", NextAct.PUBLISH: "pembagian",
    NextAct.ANSWER: "sesudah#keberatan", NextAct.DECIDE: "sesudah#tukar",
    NextAct.BRING: "kabar?saring=tangan", NextAct.PREPARE: "surat", NextAct.ATTEND: "kehadiran",
    NextAct.REPORT: "laporan",
}  # fmt: skip


@router.get("")
@heavy
def day(request: Request) -> Response:
    with read() as db:
        actor, places = officer_places(db, request)
        codes = [each.place for each in places]
        desk = desk_of(db, actor.own_id or 0, zone_of(codes[0]))
        waiting = waiting_for_officer(db, desk)
        items = agenda(db, desk, waiting)
        return page(
            request, "office/day.html", actor=actor, tab="office", zone=desk.zone,
            places=[(place_name(each.place), each.agency) for each in places],
            counts=states_in(db, codes), states=GroupState, waiting=waiting, addresses=ADDRESSES,
            today=[each for each in items if each.held_today], items=items[:SHOWN], folded=items[SHOWN:],
            leads_to=leads_to,
            waits=[] if actor.reads_only else awaited_by(awaited(db, inside(codes)), actor),
            calls=0 if actor.reads_only else count_calls(db, actor, codes),
            complaints=open_complaints(db, actor) if any(each.looks_over for each in places) else 0,
        )  # fmt: skip


def leads_to(item: AgendaItem) -> str:
    """Where the next thing of a bazaar is done."""
    return f"/dinas/bazar/{item.bazaar.slug}/{ACTS[item.next_act]}".rstrip("/")


@router.get("/menunggu/{what}")
@heavy
def waiting_list(request: Request, what: str, halaman: str = "1") -> Response:
    kind = next((each for each, address in ADDRESSES.items() if address == what), None)
    if kind is None:
        raise NotFound(what)
    with read() as db:
        actor, places = officer_places(db, request)
        note_look(request, "applications", 0)
        desk, number = desk_of(db, actor.own_id or 0, zone_of(places[0].place)), asked_page(halaman)
        found = waiting_lines(db, desk, kind, limit=PER_PAGE + 1, offset=(number - 1) * PER_PAGE)
        paging = Paging(f"/dinas/menunggu/{what}", number, len(found) > PER_PAGE)
        return page(
            request, "office/waiting.html", actor=actor, tab="office", kind=kind, lines=found[:PER_PAGE], paging=paging,
            lead=LEADS[kind], labels=LABELS, questions=questions_to(db, places) if kind is W.ASKED_IN else [],
        )  # fmt: skip
