"""What a bazaar brought, for everyone: the public part of its report, once it is over."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from market.bazaars.bazaar import bazaar_by_slug
from market.bazaars.reporting.report_picture import slots_and_pictures
from market.bazaars.slot import Days
from market.kernel.db import read
from market.kernel.refused import NotFound
from market.reports.bazaar_report import public_tables
from market.reports.bazaar_report_sources import report_sources
from market.web.page import page
from market.web.slow import heavy

router = APIRouter(include_in_schema=False)


@router.get("/bazar/{slug}/hasil")
@heavy
def result(request: Request, slug: str) -> Response:
    with read() as db:
        bazaar = bazaar_by_slug(db, slug)
        slots, pictures = slots_and_pictures(db, bazaar.key)
        days = Days(bazaar, slots)
        if not bazaar.was_held(days):
            raise NotFound(slug)
        tables = public_tables(report_sources(db, bazaar, slots))
        return page(request, "shop/bazaar_result.html", bazaar=bazaar, days=days, tables=tables, pictures=pictures)
