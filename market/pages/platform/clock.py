"""The clock of the machine: an admin says that it is right again, and sees what it ended while it was wrong."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from market.kernel.beat import open_stop
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.language import gettext as _
from market.kernel.mistimed import Mistimed, all_mistimed
from market.pages.event_words import EVENTS
from market.pages.visitor import require_admin
from market.people import operating
from market.web.page import page, redirect
from market.web.refusals import shows

router = APIRouter(include_in_schema=False, prefix="/admin/jam")
CODES = EVENTS | {
    "booking": lambda: _("Tawaran stan lewat batas waktu"),
    "day_offer": lambda: _("Tawaran hari ini lewat batas waktu"),
}


@router.get("")
def clock(request: Request) -> Response:
    actor = require_admin(request)
    with read() as db:
        return page(
            request, "office/clock.html", actor=actor, tab="admin", stop=open_stop(db),
            found=all_mistimed(db), here=now(), word=_word,
        )  # fmt: skip


def _word(each: Mistimed) -> str:
    return CODES[each.code]()


@router.post("/benar")
@shows("/admin/jam")
def confirm_clock(request: Request) -> Response:
    """The time is right now: the worker mends what was ended too early, and goes on."""
    by = require_admin(request)
    write(lambda db: operating.confirm_clock(db, by))
    return redirect("/admin/jam", words="clock_confirmed")


@router.post("/{mistimed:number}/selesai")
@shows("/admin/jam")
def finish_mistimed(request: Request, mistimed: int) -> Response:
    """Somebody looked after what could not be taken back by itself."""
    by = require_admin(request)
    write(lambda db: operating.finish_mistimed(db, mistimed, by))
    return redirect("/admin/jam", words="saved")
