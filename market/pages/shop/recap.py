"""The recap of a group's twelve months, for whom it gave the link or its QR code."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from market.kernel.db import read
from market.kernel.settings import settings
from market.orders.books.takings import same_classes, takings_kept, takings_of, whole
from market.pages.money_words import known_word
from market.payments.recap import recap_of, the_recap, total
from market.people.group import Group
from market.web.page import page
from market.web.qr import qr_svg
from market.web.slow import heavy

router = APIRouter(include_in_schema=False)


@router.get("/rekap/{token}")
@heavy
def public_recap(request: Request, token: str) -> Response:
    """The figures as they were, and whether the books still say so."""
    with read() as db:
        recap = the_recap(db, token=token)
        group = Group.get(db, recap.group_id)
        months = recap.months
        wanted = [each.month for each in months]
        same = recap_of(db, group, wanted) == months
        sold = recap.sold
        return page(
            request, "shop/recap.html", recap=recap, group=group, months=months, whole=total(months), same=same,
            takings=whole(takings_kept(recap.sold or [], len(months))), known_word=known_word,
            same_known=sold is None or same_classes(sold, takings_of(db, group, wanted)),
            code=qr_svg(f"{settings().base_url}{recap.path}"),
        )  # fmt: skip
