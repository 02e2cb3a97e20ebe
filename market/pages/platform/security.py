"""The admin's page of security events: codes, ids and times, never a name, a number or a key."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from market.kernel.db import read
from market.kernel.typed import MOST_KEY, whole
from market.pages.security_words import SENTENCES, event_sentence, kinds_of_events
from market.pages.visitor import require_admin
from market.pages.watching import note_look
from market.people.security import find_events
from market.web.page import page
from market.web.paging import Paging, asked_page

router = APIRouter(include_in_schema=False, prefix="/admin/keamanan")
A_PAGE = 50


@router.get("")
def security(request: Request, orang: str = "", kode: str = "", halaman: str = "1") -> Response:
    """Of one person by id, of one kind, or all; fifty a page."""
    actor, number = require_admin(request), asked_page(halaman)
    person_id = whole(orang, MOST_KEY)
    code = kode if kode in SENTENCES else ""
    note_look(request, "events", person_id or 0, about=person_id)
    with read() as db:
        events = find_events(db, person_id, code, limit=A_PAGE + 1, skip=A_PAGE * (number - 1))
    query = (("orang", str(person_id or "")), ("kode", code))
    return page(
        request, "office/security.html", actor=actor, tab="admin", events=events[:A_PAGE], sentence=event_sentence,
        kinds=kinds_of_events(), person_id=person_id, code=code,
        paging=Paging("/admin/keamanan", number, len(events) > A_PAGE, query),
    )  # fmt: skip
