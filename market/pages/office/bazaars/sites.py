"""The sites of a bazaar that is held in several places on one day."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import Field
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.bazaars.after.public_facts import move_site, tell_change
from market.bazaars.planning.site import MOST_SITES, add_site, drop_site
from market.kernel.db import write
from market.pages.office.bazaars.forms import Link
from market.pages.office.bazaars.own import own_bazaar
from market.web.forms import Form, Line, Name, posted
from market.web.page import redirect
from market.web.refusals import shows

router = APIRouter(include_in_schema=False, prefix="/dinas/bazar/{slug}/lokasi")
PAGE = "/dinas/bazar/{slug}"


class SiteForm(Form):
    site: Name
    site_venue: Line = ""
    site_map_link: Link = ""
    zones: Annotated[list[Annotated[str, Field(max_length=20)]], Field(max_length=26 * MOST_SITES)] = []


@router.post("")
@shows(PAGE)
def new_site(request: Request, slug: str, form: Annotated[SiteForm, Depends(posted(SiteForm))]) -> Response:
    write(
        lambda db: (
            add_site(
                own_bazaar(db, request, slug, lock=True)[0],
                form.site,
                venue=form.site_venue,
                map_link=form.site_map_link,
                zones=form.zones,
            ).key
        )
    )
    return redirect(f"/dinas/bazar/{slug}#lokasi", words="saved")


class MovedSite(Form):
    site_venue: Line = ""
    site_map_link: Link = ""
    reason: Annotated[str, Field(max_length=300)] = ""


@router.post("/{site:number}/pindah")
@shows(PAGE)
def site_elsewhere(
    request: Request, slug: str, site: int, form: Annotated[MovedSite, Depends(posted(MovedSite))]
) -> Response:
    """Another venue of one site, told to whoever takes part."""

    def work(db: Session) -> None:
        bazaar, actor = own_bazaar(db, request, slug, lock=True)
        where = {"venue": form.site_venue, "map_link": form.site_map_link}
        for amendment in move_site(db, bazaar, site, **where, reason=form.reason, by=actor):
            tell_change(db, bazaar, amendment, site)

    write(work)
    return redirect(f"/dinas/bazar/{slug}#lokasi", words="saved")


@router.post("/{site:number}/hapus")
@shows(PAGE)
def take_site_away(request: Request, slug: str, site: int) -> Response:
    write(lambda db: drop_site(own_bazaar(db, request, slug, lock=True)[0], site))
    return redirect(f"/dinas/bazar/{slug}#lokasi", words="saved")
