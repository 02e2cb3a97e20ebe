"""An officer sees of a group what the law needs and no more: not its money book, not who buys from it."""

import sqlalchemy as sa

from market.kernel.db import read, write
from market.kernel.money import grouped
from market.payments.bill import Bill
from market.people.person import Person
from market.web.writing import brief
from tests import world
from tests.bazaars.world import done
from tests.conftest import wide
from tests.promises import test_doors as doors

PIECES, PRICE = 7, 26_781  # a sum that nothing else on a page makes


def sums() -> set[str]:
    """What the order costs, and what was asked of it: with a few rupiah more that tell whose the transfer is."""
    with read() as db:
        asked = db.scalars(sa.select(Bill)).one().asked
    assert 1 <= asked - PIECES * PRICE <= 999
    return {written(each) for each in (PIECES * PRICE, asked) for written in (grouped, brief)}


def sold(here: world.Shop) -> tuple[str, set[str]]:
    """An order that was paid and handed over, and what names its buyer."""
    buyer = world.as_person(here.buyer)
    secret = {"Ratna Wijaya Kusuma", "081200000009", "+6281200000009", "0812-0000-0009"}
    write(lambda db: setattr(Person.get(db, here.buyer), "name", "Ratna Wijaya Kusuma"))
    path, answer = world.buys(buyer, here.sku, PIECES, name="Ratna Wijaya Kusuma", phone="0812-0000-0009")
    assert path, answer.text
    number = path.partition("?")[0].rpartition("/")[2]
    treasurer = world.as_person(here.treasurer)
    desk = f"/lapak/{here.slug}"
    done(treasurer.post(f"{desk}/uang/masuk/{number}-1", data={}))
    return number, secret


@wide
def test_no_page_of_a_group_tells_an_officer_of_its_money_or_its_buyers(shop):
    here = world.a_shop(price=PRICE)
    number, secret = sold(here)
    amounts = sums()
    values = doors.filled(here, world.as_person(here.buyer)) | {"number": number, "sub": f"{number}-1"}
    pages = [each for each in doors.GET if each.startswith(("/lapak/{group}", "/dinas"))]
    read, told = 0, []
    for who in (here.officer, here.superior):
        browser = world.as_person(who)
        for pattern in pages:
            answer = browser.get(doors.address(pattern, values))
            read += answer.status_code == 200
            told += [(pattern, word) for word in secret | amounts | {number} if word in answer.text]
    assert read > 30
    assert not told, told
    chair = world.as_person(here.chair)
    book = chair.get(f"/lapak/{here.slug}/uang").text
    assert "Ratna Wijaya Kusuma" in book and number in book and any(each in book for each in amounts), (
        "the sums and names are there to be found"
    )


def test_the_money_book_is_the_groups_own(shop):
    here = world.a_shop()
    officer = world.as_person(here.officer)
    for page in ("buku", "buku.xlsx", "buku.pdf", "bagi-hasil", "bagi-hasil/slip", "rekap", "mutasi"):
        assert officer.get(f"/lapak/{here.slug}/uang/{page}").status_code == 422, page
    page = officer.get(f"/lapak/{here.slug}/uang").text
    assert "/uang/buku" not in page and "/bagi-hasil" not in page
    assert "masuk hari ini" not in officer.get(f"/lapak/{here.slug}").text
    assert "0098-01" in page, "where its money goes: somebody must be able to say yes to another account"
