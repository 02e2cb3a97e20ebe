"""What groups tell the office that they sold: which have not said it, a field for each, never their numbers."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.bazaars.after.attendance import Found, attendances
from market.bazaars.after.turnover import (
    Evidence,
    Turnover,
    enter_for,
    final_at,
    mark_of_turnover,
    takes_turnover,
    turnover_of,
    turnovers,
    typed_turnover,
)
from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.booking import BookingState
from market.bazaars.booking.stands import SlotStand, stands_in
from market.bazaars.slot import Slot, slots_of
from market.kernel.db import read, write
from market.pages.floor_plan_svg import chosen_slot
from market.pages.office.bazaars.own import context, own_bazaar
from market.web.forms import Form, Mark, posted, read_by
from market.web.page import page, redirect
from market.web.pressing import require_shown
from market.web.refusals import shows
from market.web.slow import heavy

router = APIRouter(include_in_schema=False, prefix="/dinas/bazar/{slug}/laporan/penjualan")
PAGE = "/dinas/bazar/{slug}/laporan/penjualan?hari={hari}"


class ToldForm(Form):
    amount: Annotated[int | None, read_by(typed_turnover)] = None
    mark: Mark = ""


@dataclass(frozen=True, slots=True)
class AskedStand:
    """A stand of which the office may type a number, and the mark of what counts there."""

    stand: SlotStand
    by_officer: str
    mark: str


@router.get("")
@heavy
def missing(request: Request, slug: str, hari: str = "") -> Response:
    with read() as db:
        bazaar, actor = own_bazaar(db, request, slug)
        slots = [slot for slot in slots_of(db, bazaar.key) if bazaar.published_at and slot.begun(bazaar)]
        slot = chosen_slot(bazaar, slots, hari)
        stands = _there(db, bazaar, slot) if slot else []
        typed = turnovers(db, [stand.booking.key for stand in stands])
        asked = [AskedStand(stand, _by_officer(latest), mark_of_turnover(latest)) for stand in stands
                 for latest in [typed.get(stand.booking.key)] if latest is None or _open_to_office(latest)]  # fmt: skip
        return page(
            request, "office/turnover.html",
            **context(db, bazaar, actor, "laporan", slots=slots, slot=slot, asked=asked, stands=len(stands),
                      said=len(stands) - sum(not each.by_officer for each in asked),
                      takes=slot is not None and takes_turnover(bazaar, slot),
                      until=final_at(bazaar, slot) if slot else None),
        )  # fmt: skip


def _there(db: Session, bazaar: Bazaar, slot: Slot) -> list[SlotStand]:
    """Who stands there, but those that were found absent."""
    noted = attendances(db, bazaar.key)
    stands = [each for each in stands_in(db, slot.key) if each.booking.state is BookingState.CONFIRMED]
    return [
        each for each in stands if each.booking.key not in noted or noted[each.booking.key].found is not Found.ABSENT
    ]


def _open_to_office(latest: Turnover) -> bool:
    return latest.amount is None or latest.evidence is Evidence.BY_OFFICER


def _by_officer(latest: Turnover | None) -> str:
    """Who typed the number in the office; nothing where there is none."""
    return latest.by if latest and latest.amount is not None else ""


@router.post("/{booking:number}")
@shows(PAGE)
def told(request: Request, slug: str, booking: int, form: Annotated[ToldForm, Depends(posted(ToldForm))]) -> Response:
    def work(db: Session) -> int:
        bazaar, actor = own_bazaar(db, request, slug)
        of = turnover_of(db, bazaar, booking)
        require_shown(request, form.mark, of.latest.key if of.latest else 0)
        enter_for(bazaar, of, form.amount, by=actor)
        return of.slot.key

    return redirect(f"/dinas/bazar/{slug}/laporan/penjualan?hari={write(work)}", words="saved")
