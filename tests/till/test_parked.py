"""Baskets that are laid aside: taken up as they were, sold once, and neither lost nor kept for ever."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import time_machine

from market.kernel.clock import now
from market.till.applying import tidy_tills
from market.till.envelope import Envelope
from market.till.parked import KEPT, MOST_PARKED, ParkedSale
from market.till.sale import TillSale
from market.till.task import TaskCode, TillTask
from tests import world
from tests.conftest import both
from tests.till.phones import Phone, line
from tests.till.test_applying import all_of
from tests.till.test_plain import sells


def form_of(here, pieces=2, **more) -> dict[str, str]:
    return {"id": str(uuid4()), f"quantity-{here.sku}": str(pieces)} | more


def parks(here, browser, pieces=2, **more):
    return browser.post(f"/lapak/{here.slug}/kasir/tunda", data=form_of(here, pieces, **more))


@both
def test_a_basket_waits_while_another_is_served(shop):
    here = world.a_shop()
    chair, home, uid = world.as_person(here.chair), f"/lapak/{here.slug}/kasir", str(uuid4())
    for _ in range(2):  # pressed twice
        assert parks(here, chair, id=uid, whose="Ibu berbaju merah").status_code == 303
    page = chair.get(home).text
    assert "Ibu berbaju merah" in page and "2 × Cakalang fufu" in page and len(all_of(ParkedSale)) == 1
    assert sells(here, chair).status_code == 303  # the next one

    other = form_of(here, 3, whose="Pak topi")
    taken = chair.post(f"{home}/tunda/{uid}/lanjut", data=other)
    page = chair.get(taken.headers["location"]).text
    assert f'name="parked" value="{uid}"' in page and "Pak topi" in page, "what lay on the page is laid aside in turn"
    assert 'value="2"' in page
    assert sells(here, chair, 2, parked=uid).status_code == 303
    assert [each.whose for each in all_of(ParkedSale)] == ["Pak topi"] and len(all_of(TillSale)) == 2


@both
def test_what_was_laid_aside_is_sold_once(shop):
    here = world.a_shop()
    chair, uid = world.as_person(here.chair), str(uuid4())
    parks(here, chair, id=uid)
    form = {"parked": uid, "id": str(uuid4())}
    assert sells(here, chair, 2, **form).status_code == sells(here, chair, 2, **form).status_code == 303
    late = sells(here, chair, 2, parked=uid)  # somebody else had taken it up, too
    assert late.status_code == 409 and "sudah dijual atau dibuang" in late.text
    assert 'name="parked" value=""' in late.text and len(all_of(TillSale)) == 1


@both
def test_what_another_sold_is_laid_aside_again_only_by_who_knows_it(shop):
    """Laid aside anew it bore another number: it was sold twice, and no task told of it."""
    here = world.a_shop()
    chair, treasurer = world.as_person(here.chair), world.as_person(here.treasurer)
    home, uid = f"/lapak/{here.slug}/kasir", str(uuid4())
    other = [str(uuid4()) for _ in range(2)]
    for each in (uid, *other):
        parks(here, chair, id=each)
    form = form_of(here, 2, parked=uid, whose="Pak topi")
    assert sells(here, chair, 2, parked=uid).status_code == 303
    for path in (f"{home}/tunda", f"{home}/tunda/{other[0]}/lanjut"):
        late = treasurer.post(path, data=form)
        assert late.status_code == 409 and "sudah dijual atau dibuang" in late.text, path
        assert 'name="parked" value=""' in late.text and 'value="2"' in late.text and "Pak topi" in late.text
        assert {each.uid for each in all_of(ParkedSale)} == {*other}
    assert treasurer.post(f"{home}/tunda", data=form | {"parked": ""}).status_code == 303, "pressed once more"
    assert len(all_of(ParkedSale)) == 3


@both
def test_of_two_who_took_one_up_and_lay_it_aside_at_once_one_does(shop):
    here = world.a_shop()
    uid, form = str(uuid4()), form_of(here, 2)
    parks(here, world.as_person(here.chair), id=uid)
    forms = [form | {"parked": uid, "id": str(uuid4())} for _ in range(6)]
    browsers = [world.as_person(here.chair) for _ in forms]
    with ThreadPoolExecutor(len(forms)) as pool:
        sent = pool.map(lambda b, f: b.post(f"/lapak/{here.slug}/kasir/tunda", data=f), browsers, forms)
        codes = [each.status_code for each in sent]
    assert sorted(codes) == [303] + [409] * 5 and len(all_of(ParkedSale)) == 1


@both
def test_what_is_gone_cannot_be_taken_up_and_what_lay_on_the_page_stays(shop):
    here = world.a_shop()
    chair, home, uid = world.as_person(here.chair), f"/lapak/{here.slug}/kasir", str(uuid4())
    parks(here, chair, id=uid)
    chair.post(f"{home}/tunda/{uid}/buang", data=form_of(here, 0))
    late = chair.post(f"{home}/tunda/{uid}/lanjut", data=form_of(here, 3, whose="Pak topi"))
    assert late.status_code == 409 and "sudah dijual atau dibuang" in late.text
    assert 'value="3"' in late.text and "Pak topi" in late.text and all_of(ParkedSale) == []


@both
def test_it_goes_when_a_phone_sells_it(shop):
    here = world.a_shop()
    chair, uid = world.as_person(here.chair), str(uuid4())
    parks(here, chair, id=uid)
    Phone(here.group_id, here.chair).sells(line(here.sku, 2), parked=uid)
    assert len(all_of(TillSale)) == 1 and all_of(ParkedSale) == []


@both
def test_two_phones_that_sell_the_same_basket_are_a_task(shop):
    here = world.a_shop()
    chair, uid = world.as_person(here.chair), str(uuid4())
    parks(here, chair, id=uid)
    Phone(here.group_id, here.chair).sells(line(here.sku, 2), parked=uid)
    assert all_of(TillTask) == []
    Phone(here.group_id, here.chair).sells(line(here.sku, 2), parked=uid)  # took it up before it was sold
    assert [task.code for task in all_of(TillTask)] == [TaskCode.PARKED] and len(all_of(TillSale)) == 2
    assert "terjual dua kali" in chair.get(f"/lapak/{here.slug}/kasir/periksa").text


@both
def test_slips_are_told_and_nothing_is_laid_aside(shop):
    here = world.a_shop()
    chair, other = world.as_person(here.chair), world.as_person(here.other_chair)
    assert "Belum ada barang" in parks(here, chair, 0).text
    assert "belum bisa kami baca" in parks(here, chair, pieces="dua puluh lima ribu").text
    assert parks(here, other).status_code == 404 and all_of(ParkedSale) == []
    for _ in range(MOST_PARKED):
        parks(here, chair)
    assert f"Sudah ada {MOST_PARKED} keranjang" in parks(here, chair).text
    [first, *_rest] = all_of(ParkedSale)
    away = f"/lapak/{here.slug}/kasir/tunda/{first.uid}/buang"
    assert other.post(away).status_code == 404 and chair.post(away).status_code == 303
    assert len(all_of(ParkedSale)) == MOST_PARKED - 1 and all_of(Envelope) == []
    with time_machine.travel(now() + KEPT, tick=False):
        tidy_tills()
    assert all_of(ParkedSale) == []


@both
def test_who_throws_one_away_keeps_what_lies_on_the_page_and_hears_when_it_was_gone(shop):
    """It went with what was typed; and who threw away what another had sold was told that it was thrown away."""
    here = world.a_shop()
    chair, home, uid = world.as_person(here.chair), f"/lapak/{here.slug}/kasir", str(uuid4())
    parks(here, chair, id=uid)
    left = chair.post(f"{home}/tunda/{uid}/buang", data=form_of(here, 3, whose="Pak topi"))
    assert left.status_code == 200 and all_of(ParkedSale) == []
    assert 'value="3"' in left.text and "Pak topi" in left.text
    again = chair.post(f"{home}/tunda/{uid}/buang", data=form_of(here, "tiga"))
    assert again.status_code == 409 and "sudah dijual atau dibuang" in again.text and 'value="tiga"' in again.text
    parks(here, chair, id=uid)
    away = chair.post(f"{home}/tunda/{uid}/buang", data=form_of(here, 0))
    assert away.status_code == 303 and "Keranjang tunda dibuang." in chair.get(away.headers["location"]).text


@both
def test_of_a_basket_of_yesterday_nobody_says_that_it_was_sold(shop):
    """A phone without a signal for two days took it up, and sold it: by then it was forgotten, and sold by nobody."""
    here = world.a_shop()
    chair, home, uid = world.as_person(here.chair), f"/lapak/{here.slug}/kasir", str(uuid4())
    parks(here, chair, id=uid)
    told = "dijual atau dibuang%s, atau lewat satu setengah hari"
    with time_machine.travel(now() + KEPT, tick=False):
        tidy_tills()
        for late in (
            chair.post(f"{home}/tunda/{uid}/lanjut", data=form_of(here, 0)), parks(here, chair, parked=uid),
            chair.post(f"{home}/tunda/{uid}/buang", data=form_of(here, 0)), sells(here, chair, 1, parked=uid),
        ):  # fmt: skip
            assert late.status_code == 409 and told % "" in late.text
        Phone(here.group_id, here.chair).sells(line(here.sku, 2), parked=uid)
        assert [task.code for task in all_of(TillTask)] == [TaskCode.PARKED]
        assert told % " sebelumnya" in chair.get(f"{home}/periksa").text
