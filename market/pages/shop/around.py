"""Around the shop: help, privacy, terms, the language, pictures, robots.txt and the like."""

import gzip
from datetime import timedelta
from typing import Annotated
from xml.sax.saxutils import escape

import sqlalchemy as sa
from fastapi import APIRouter, Query, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from market.bazaars.after.attendance import GRACE_MINUTES
from market.catalog.picture import kept_picture, largest_name, shared_name, shared_picture, spared_picture
from market.catalog.product import Product
from market.catalog.sold import in_shop
from market.kernel import store
from market.kernel.clock import now
from market.kernel.db import database, read
from market.kernel.email import is_email
from market.kernel.kept import kept
from market.kernel.language import LANGUAGES
from market.kernel.record import table
from market.kernel.refused import NotFound
from market.kernel.settings import settings
from market.pages.made_picture import FOR_GOOD, YEAR, made_picture
from market.people.area import find_areas
from market.people.group import Group, is_open
from market.people.suggested import places_meant, suggested
from market.reports.lights import red_codes
from market.web import assets
from market.web.cookies import LANGUAGE, set_cookie
from market.web.page import page, redirect
from market.web.slow import heavy

router = APIRouter(include_in_schema=False)
XML = "application/xml; charset=utf-8"
CONTACT_HOLDS = timedelta(days=180)


@router.get("/bantuan")
def help_page(request: Request) -> Response:
    return page(request, "shop/help.html")


@router.get("/bantuan/petugas")
def officers_help(request: Request) -> Response:
    """From the first bazaar to its report."""
    return page(request, "shop/help_officer.html", grace=GRACE_MINUTES)


@router.get("/privasi")
def privacy_page(request: Request) -> Response:
    return page(request, "shop/privacy.html")


@router.get("/syarat")
def terms_page(request: Request) -> Response:
    return page(request, "shop/terms.html")


@router.get("/bahasa/{language}")
def choose_language(request: Request, language: str) -> Response:
    if language not in LANGUAGES:
        raise NotFound(language)
    back = request.headers.get("referer", "")
    host = request.headers.get("host", "")
    path = back.split(host, 1)[-1] if host and f"//{host}" in back else "/"
    response = redirect(path or "/")
    set_cookie(response, LANGUAGE, language, lasts=YEAR)
    return response


@router.get("/static/{tag}/{name}")
def static(request: Request, tag: str, name: str) -> Response:
    return assets.serve(request, tag, name)


@router.get("/media/{name}")
def media(request: Request, name: str) -> Response:
    """A public picture; its name never comes again with another content. With `Save-Data: on` its smallest size."""
    find = spared_picture if request.headers.get("save-data", "").lower() == "on" else kept_picture
    found = find(name, request.headers.get("accept", ""))
    if found is None:
        raise NotFound(name)
    headers = FOR_GOOD | {"Vary": "Accept, Save-Data"}
    return Response(found[0], media_type=found[1], headers=headers)


@router.get("/media/kirim/{name}.jpg")
async def shared_link(request: Request, name: str) -> Response:
    """A public picture as a shared link shows it; made when somebody first shares it, then kept beside the others."""
    made = await made_picture(request, shared_name(name), of=largest_name(name), make=shared_picture)
    return Response(made, media_type="image/jpeg", headers=FOR_GOOD)


@router.get("/tempat")
@heavy
def find_place(q: Annotated[str, Query(max_length=80)] = "") -> Response:
    """Villages for what somebody types, for the field's suggestions."""
    found = [{"code": place.code, "name": place.full} for place in suggested(q)]
    return JSONResponse(found, headers={"Cache-Control": "public, max-age=86400"})


@router.get("/tempat/kota")
@heavy
def find_area(q: Annotated[str, Query(max_length=80)] = "") -> Response:
    """Kota, kabupaten and provinces, for the same."""
    return JSONResponse([{"code": area.code, "name": area.full} for area in find_areas(q)])


@router.get("/tempat/semua")
@heavy
def find_any_place(q: Annotated[str, Query(max_length=80)] = "") -> Response:
    """Places of every size, for the same."""
    return JSONResponse([{"code": found.code, "name": found.full} for found in places_meant(q)])


@router.get("/healthz")
async def healthy() -> Response:
    """Whether this process answers: on the loop, so that it waits for no thread and no database."""
    return PlainTextResponse("ok")


@router.get("/readyz")
def ready() -> Response:
    """Whether it can serve (200 or 503), and what is to be seen to all the same, a line for each: a schema newer than
    this program, which goes on until it is started again, and lights that are red."""
    from market import migrations

    try:
        with database().reader.connect() as connection:
            at = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
        store.folder()
        newer = not migrations.knows(at)
        if at != migrations.head() and not newer:
            return PlainTextResponse("not ready: migrate first", status_code=503)
        with read() as db:
            told = [*(["newer schema: start again"] if newer else ()), *(f"red: {code}" for code in red_codes(db))]
    except (sa.exc.SQLAlchemyError, OSError) as error:
        return PlainTextResponse(f"not ready: {type(error).__name__}", status_code=503)
    return PlainTextResponse("\n".join(["ready", *told]))


@router.get("/robots.txt")
def robots() -> Response:
    closed = (
        "/keranjang", "/checkout", "/pesanan/", "/lapak", "/dinas", "/pendamping", "/admin", "/akun", "/klaim/",
        "/rekap/", "/penawaran/", "/catatan/", "/masuk/", "/bukan-saya/", "/mulai/", "/kabar", "/aduan",
    )  # fmt: skip
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), f"Sitemap: {settings().base_url}/sitemap.xml"]
    return PlainTextResponse("\n".join(lines) + "\n")


@router.get("/.well-known/security.txt")
def security() -> Response:
    """Where to tell of a hole (RFC 9116); only where somebody is named who answers."""
    given = settings().answerable_contact.strip()
    contact = given if given.startswith("https://") else f"mailto:{given}" if is_email(given) else ""
    if not contact:
        raise NotFound("security.txt")
    until = (now() + CONTACT_HOLDS).strftime("%Y-%m-%dT00:00:00Z")
    address = f"{settings().base_url}/.well-known/security.txt"
    lines = [f"Contact: {contact}", f"Expires: {until}", "Preferred-Languages: id, en", f"Canonical: {address}"]
    return PlainTextResponse("\n".join(lines) + "\n")


@router.get("/sitemap.xml")
@heavy
def sitemap(request: Request) -> Response:
    """Packed as it is made: a shop of 20,000 goods has three megabytes of addresses, and many robots ask for them."""
    packed = kept("sitemap", lambda: gzip.compress(_sitemap(), 5, mtime=0), when=lambda made: len(made) > 20_000)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(packed, media_type=XML, headers={"Content-Encoding": "gzip"})
    return Response(gzip.decompress(packed), media_type=XML)


def _sitemap() -> bytes:
    p, g = table(Product), table(Group)
    with read() as db:
        goods = db.scalars(
            sa.select(p.c.slug)
            .join(g, g.c.id == p.c.group_id)
            .where(in_shop(p, g))
            .order_by(p.c.id.desc())
            .limit(20_000)
        ).all()
        groups = db.scalars(sa.select(g.c.slug).where(is_open(g)).limit(5_000)).all()
    paths = ["/", "/produk", "/kelompok", *(f"/kelompok/{s}" for s in groups), *(f"/produk/{s}" for s in goods)]
    urls = "".join(f"<url><loc>{escape(settings().base_url + path)}</loc></url>" for path in paths)
    named = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {named}>{urls}</urlset>'.encode()


@router.get("/favicon.ico")
def favicon(request: Request) -> Response:
    """The sign that browsers ask for by habit where no page has named it to them: beside a picture, a PDF, a feed, or
    before a page's head came."""
    return assets.serve(request, "", "logo.svg")


@router.get("/manifest.webmanifest")
def manifest() -> Response:
    icon = {"src": assets.address("logo.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
    about = {
        "name": "Dermaga",
        "short_name": "Dermaga",
        "start_url": "/",
        "display": "standalone",
        "background_color": "#FBF6EC",
        "theme_color": "#0B4F5C",
        "icons": [icon],
    }
    return JSONResponse(about, media_type="application/manifest+json")
