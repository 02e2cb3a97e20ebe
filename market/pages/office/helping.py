"""The facilitator's first page: "Yang perlu dibantu hari ini", over all their groups."""

from dataclasses import replace

from fastapi import APIRouter, Request
from starlette.responses import Response

from market.inventory.holdings import unanswered
from market.kernel.db import read
from market.kernel.record import table
from market.kernel.refused import NotFound
from market.orders.reading.helped import KINDS, sums_of, waiting_in
from market.orders.reading.queries import to_answer, unseen
from market.pages.visitor import require
from market.pages.watching import note_look
from market.payments.awaited import awaited
from market.payments.wait import awaited_by
from market.people.access import Role
from market.people.group import Group
from market.people.helpers import helped_groups
from market.people.invitation import waiting_invitations
from market.web.page import page
from market.web.paging import Paging, asked_page

PER_PAGE = 60  # groups
# Where in its workspace a group does something about each kind.
PAGES = {
    "claims": "/uang", "refunds": "/uang#kembali", "letters": "#kabar", "unseen": "#baru", "registers": "/bazar",
    "offers": "/bazar", "tomorrow": "/bazar", "papers": "/profil", "lots": "/stok",
}  # fmt: skip
router = APIRouter(include_in_schema=False)


@router.get("/pendamping")
def helping(request: Request, lihat: str = "", halaman: str = "1") -> Response:
    """What waits in all her groups; the groups page by page, with `lihat` those in which one kind of thing waits."""
    actor = require(request)
    with read() as db:
        groups = helped_groups(db, actor.own_id) if actor.own_id else []
        if not groups:
            raise NotFound("pendamping")
        ids = [group.key for group in groups]
        for key in ids:
            note_look(request, "orders", key, group_id=key)
        helper = replace(actor, roles=frozenset({Role.FACILITATOR}))
        waits = awaited_by(awaited(db, table(Group).c.id.in_(ids)), helper)
        waiting = to_answer(db, ids)
        inside, only, number = waiting_in(db, ids), lihat if lihat in KINDS else "", asked_page(halaman)
        found = [each for each in groups if not only or getattr(inside[each.key], only)][(number - 1) * PER_PAGE :]
        return page(
            request, "office/helping.html", actor=actor, tab="helping", groups=groups, waits=waits,
            unseen=unseen(db, ids), waiting=waiting, inside=inside, sums=sums_of(inside.values()), only=only,
            shown=found[:PER_PAGE], pages=PAGES,
            paging=Paging("/pendamping", number, len(found) > PER_PAGE, (("lihat", only),)),
            silent=unanswered(db, groups), invited=waiting_invitations(db, actor.own_id or 0),
        )  # fmt: skip
