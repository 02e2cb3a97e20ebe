"""Who filled in a form hears of everything that is wrong in it at once, each by the name of its field."""

import re
from datetime import timedelta

import pytest

from market.kernel.clock import now
from market.kernel.db import write
from tests import world
from tests.bazaars.world import done
from tests.conftest import both


def said(answer) -> list[str]:
    """The links of the notice that comes back."""
    assert answer.status_code == 422, answer.text[:300]
    notice = re.search(r'<div class="notice is-bad" role="alert"[^>]*>.*?</div>', answer.text, re.DOTALL)[0]
    return [" ".join(re.sub("<[^>]+>", "", each).split()) for each in re.findall(r"<a href=.*?</a>", notice, re.DOTALL)]


@both
@pytest.mark.parametrize("form", ["lapak", "ongkir", "penawaran", "penawaran, days"])
def test_every_wrong_field_is_named_at_once(shop, form):
    here = world.a_shop()
    chair, yesterday = world.as_person(here.chair), f"{(now() - timedelta(days=2)).date()}"
    offer = {"office": "Dinas", "contact": "Ani", "phone": "0812-7777-0001", f"quantity-{here.sku}": "2"}
    page, sent, wrong = {
        "lapak": ("/buka-lapak", {"name": "", "kind": "group", "village": "Qqxyz"}, ("Nama", "Kelurahan")),
        "ongkir": (
            f"/lapak/{here.slug}/pengiriman/ongkir", {"delivery": "courier", "place": "Qqxyz", "first_fee": "banyak"},
            ("Ke mana", "Kilo pertama"),
        ),
        "penawaran": (
            f"/lapak/{here.slug}/penawaran", offer | {"phone": "1", f"quantity-{here.sku}": "x", "office": ""},
            ("Kantor", "Nomor HP", "Cakalang fufu"),
        ),
        "penawaran, days": (
            f"/lapak/{here.slug}/penawaran", offer | {"deliver_on": yesterday, "valid_until": yesterday},
            ("Diantar tanggal", "Berlaku sampai"),
        ),
    }[form]  # fmt: skip
    told = said(chair.post(page, data=sent))
    for name in wrong:
        assert any(each.startswith(name) and ":" in each for each in told), (name, told)


@both
def test_without_a_pin_of_her_own_nobody_makes_a_phone_of_the_group(shop):
    """A new chair made her own browser one, and could do nothing on it: it asked for a PIN that she had not."""
    world.a_shop()
    founder = world.as_person(write(lambda db: world.a_person(db, "Nova", 77).key))
    place = done(founder.post("/buka-lapak", data={"name": "Baru Sekali", "kind": "group", "village": world.BITUNG}))
    refused = founder.post(f"{place}/hp", data={"name": "HP kelompok"})
    assert refused.status_code == 422 and "Buat PIN Anda dulu" in refused.text
    assert founder.get(f"{place}/anggota").status_code == 200, "she is still signed in"
