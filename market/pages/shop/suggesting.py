"""Suggestions while somebody types into the search field; nobody needs them."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import JSONResponse, Response

from market.catalog.picture import lightest_name, tiny_name, tiny_picture
from market.inventory import shelf
from market.inventory.query import Query as Asked
from market.kernel.db import read
from market.kernel.money import rupiah
from market.pages.made_picture import FOR_GOOD, made_picture
from market.web.slow import heavy

router = APIRouter(include_in_schema=False)
SHOWN, SHORTEST = 5, 3


@router.get("/cari/saran")
@heavy
def suggestions(q: Annotated[str, Query(max_length=100)] = "") -> Response:
    """At most five goods: name, price, where they are, and a picture of under three kilobytes."""
    words = q.strip().replace("\x00", "")
    found = []
    if len(words) >= SHORTEST:
        with read() as db:
            found = shelf.shelf(db, Asked(words=words), size=SHOWN).listings
    told = [
        {
            "name": each.name,
            "price": rupiah(each.price_from),
            "at": f"/produk/{each.slug}",
            "picture": f"/media/kecil/{each.cover}.webp" if each.cover else "",
        }
        for each in found
    ]
    return JSONResponse(told, headers={"Cache-Control": "public, max-age=60"})


@router.get("/media/kecil/{name}.webp")
async def tiny(request: Request, name: str) -> Response:
    """A public picture as a suggestion shows it; made when it is first asked for, then kept beside the others."""
    made = await made_picture(request, tiny_name(name), of=lightest_name(name), make=tiny_picture)
    return Response(made, media_type="image/webp", headers=FOR_GOOD)
