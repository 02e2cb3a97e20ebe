"""A page offers what its reader may do, and says who may do the rest."""

import re

from market.payments.claim import Claim
from tests import world
from tests.bazaars.world import done
from tests.conftest import both
from tests.payments.test_card import rows
from tests.payments.test_other_sums import transfer


def forms_to(page: str, *ends: str) -> list[str]:
    """The addresses of forms on a page that end so."""
    return [each for each in re.findall(r'<form[^>]* action="([^"]+)"', page) if each.endswith(ends)]


@both
def test_that_money_came_is_offered_to_who_may_say_so(shop):
    here = world.a_shop()
    buyer, pay, bill, desk = transfer(here)
    order = f"/lapak/{here.slug}/pesanan/{bill.ref}"
    who = {name: world.as_person(getattr(here, name)) for name in ("treasurer", "chair", "member", "facilitator")}
    for name, browser in who.items():
        offered = forms_to(browser.get(order).text, f"/uang/masuk/{bill.ref}")
        assert bool(offered) == (name == "treasurer"), name
        assert name == "treasurer" or "hanya bisa dilakukan bendahara" in browser.get(order).text
    done(buyer.post(pay, data={"claim": bill.ref}))
    [claim] = rows(Claim)
    for name, browser in who.items():
        page = browser.get(desk).text
        assert bool(forms_to(page, "/cocok", "/belum")) == (name == "treasurer"), name
        assert f"klaim-{claim.key}" in page, "all may see that it waits"
        if name != "treasurer":
            assert browser.post(f"{desk}/klaim/{claim.key}/cocok").status_code == 422
    done(who["treasurer"].post(f"{desk}/klaim/{claim.key}/cocok"))


@both
def test_what_a_reader_may_not_do_is_not_on_her_pages(shop):
    here = world.a_shop()
    group = f"/lapak/{here.slug}"
    member, officer = world.as_person(here.member), world.as_person(here.officer)
    for browser, pages in (
        (member, ("", "/uang", "/anggota", "/produk")),
        (officer, ("", "/uang", "/anggota", "/produk")),
    ):
        for page in pages:
            shown = browser.get(group + page)
            assert shown.status_code == 200
            for link in set(re.findall(rf'href="({group}[^"#?]*)', shown.text)):
                assert browser.get(link).status_code in (200, 303), f"{page} leads to {link}"
    assert forms_to(officer.get(group).text, "/stok", "/habis", "/masih-ada", "/libur") == []
    chair = world.as_person(here.chair).get(f"{group}/anggota").text
    assert "Satu-satunya ketua" in chair, "who cannot leave is told why"
    assert len(forms_to(chair, "/keluar")) == 3, "two others, and a phone"
    assert forms_to(chair, "/kode-pin") == [], "who has an account chooses her PIN there"


def test_a_phone_that_knows_no_name_is_led_to_siapa(shop):
    here = world.a_shop()
    page = world.as_device(here.device).get(f"/lapak/{here.slug}").text
    assert f"/lapak/{here.slug}/uang" in page and f"/lapak/{here.slug}/profil" in page
