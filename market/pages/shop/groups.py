"""Groups: all of them, and one with all it sells."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from market.bazaars.booking.standing import stands_today
from market.inventory import shelf
from market.kernel.db import read
from market.kernel.refused import NotFound
from market.messages.channels import wa_link
from market.orders.terms import terms_of
from market.pages.words import listing_markup
from market.payments.collecting import accounts_for
from market.people.certificate import certificates
from market.people.directory import listed_groups, places_with_groups
from market.people.group import group_by_slug
from market.people.place import asked_place
from market.web.page import page
from market.web.paging import Paging, asked_page
from market.web.slow import quick

router = APIRouter(include_in_schema=False)


@router.get("/kelompok")
@quick
def group_list(request: Request, wilayah: str = "", halaman: str = "1") -> Response:
    number, place = asked_page(halaman), asked_place(wilayah)
    with read() as db:
        found = listed_groups(db, place=place, limit=25, offset=(number - 1) * 24)
        places = places_with_groups(db)
    paging = Paging("/kelompok", number, len(found) > 24, (("wilayah", place),))
    return page(request, "shop/groups.html", groups=found[:24], places=places, place=place, paging=paging)


@router.get("/kelompok/{slug}")
def group_page(request: Request, slug: str) -> Response:
    with read() as db:
        group = group_by_slug(db, slug)
        if not group.open:
            raise NotFound(slug)
        papers = [paper for paper in certificates(db, group.key) if not paper.expired(group.today)]
        return page(
            request,
            "shop/group.html",
            group=group,
            listings=shelf.listed_goods(db, slug),
            papers=papers,
            stands=stands_today(db, group),
            terms=terms_of(db, group.key),
            pay_to=accounts_for(db, group.key),
            closed=group.closed_today,
            chat=wa_link(group.phone, "") if group.phone else "",
            listing_markup=listing_markup,
        )
