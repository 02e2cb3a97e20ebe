"""What a link shows where it is shared: every page that anybody may open, and the picture behind it."""

import io
import re

from PIL import Image

from market.catalog.photo import KeptPhoto
from market.catalog.picture import MOST_SHARED, SIZES, read_picture, shared_picture
from market.catalog.product import product_by_slug
from market.kernel.db import write
from market.kernel.settings import settings
from tests import world
from tests.conftest import wide
from tests.hostile import noise
from tests.promises.test_doors import GET, address, filled

# Of one person, though anybody may open them: a cart, a checkout, a way back in; nobody shares these.
HERS = {"/keranjang", "/checkout", "/akun", "/keluar", "/lupa"}
TAGS = ("og:type", "og:url", "og:title", "og:description", "og:image", "og:site_name")


def tags_of(page: str) -> dict[str, str]:
    return dict(re.findall(r'<meta\s+property="(og:[a-z:_]+)"\s+content="([^"]*)"', page))


@wide
def test_every_page_that_anybody_may_open_says_what_it_is_when_shared(shop):
    here = world.a_shop()
    values = filled(here, world.as_person(here.buyer))
    browser, seen, wrong = world.client(), 0, []
    for pattern in sorted(set(GET) - HERS):
        if GET[pattern]["nobody"] != 200 or GET[pattern].get("stranger") != 200:
            continue
        path = address(pattern, values)
        answer = browser.get(path)
        if not answer.headers["content-type"].startswith("text/html") or pattern.startswith("/api/"):
            continue
        seen += 1
        tags = tags_of(answer.text)
        if not all(tags.get(tag) for tag in TAGS) or tags["og:url"] != settings().base_url + path:
            wrong.append((path, tags))
        elif not tags["og:image"].startswith(settings().base_url + "/"):
            wrong.append((path, tags["og:image"]))
    assert seen >= 12 and wrong == []
    assert tags_of(browser.get("/").text)["og:image"].endswith("/share.jpg")
    ours = browser.get(tags_of(browser.get("/").text)["og:image"].removeprefix(settings().base_url))
    assert Image.open(io.BytesIO(ours.content)).size == (1200, 630) and len(ours.content) <= MOST_SHARED


@wide
def test_a_product_shares_its_own_picture_as_jpeg(shop):
    here = world.a_shop()
    out = io.BytesIO()
    Image.new("RGB", (900, 1200), "#b93a2b").save(out, "JPEG")
    picture = read_picture(out.getvalue())
    picture.keep("foto-abon")
    write(lambda db: product_by_slug(db, here.product).add_photos([KeptPhoto("foto-abon", 900, 1200)], ""))
    browser = world.client()
    tags = tags_of(browser.get(f"/produk/{here.product}").text)
    assert tags["og:type"] == "product" and tags["og:image"] == f"{settings().base_url}/media/kirim/foto-abon.jpg"
    for _ in range(2):  # made, then kept
        answer = browser.get("/media/kirim/foto-abon.jpg")
        assert answer.status_code == 200 and answer.headers["content-type"] == "image/jpeg"
        assert answer.headers["cache-control"] == browser.get("/media/foto-abon-320.webp").headers["cache-control"]
        shown = Image.open(io.BytesIO(answer.content))
        assert (shown.format, shown.size) == ("JPEG", (1200, 630)) and len(answer.content) <= MOST_SHARED
    for gone in ("/media/kirim/nothing.jpg", "/media/kirim/..jpg", "/media/kirim/foto-abon"):
        assert browser.get(gone).status_code == 404


@wide
def test_what_somebody_has_a_key_for_is_told_to_no_preview(shop):
    here = world.a_shop()
    path, _ = world.buys(world.client(), here.sku, 1)
    assert tags_of(world.client().get(path).text) == {}


def test_the_loudest_picture_is_light_enough():
    picture = read_picture(noise(8))
    assert len(shared_picture(picture.files[max(SIZES)])) <= MOST_SHARED
