"""A refused form says that the rest is kept only where there was a rest."""

import pytest

from market.kernel.refused import Refused
from market.web.again import Said, as_sent
from market.web.forms import Sent
from market.web.writing import whole
from tests import world
from tests.conftest import both

KEPT = "Isian lain di formulir ini tetap ada"


@pytest.mark.parametrize(("fields", "values", "field", "kept"), [
    ('<input name="reason"><input name="name">', {"reason": ["x"], "name": ["Olga"]}, "reason", True),
    ('<input name="reason"><input name="name" value="Olga">', {"reason": ["x"], "name": ["Olga"]}, "reason", False),
    ('<input name="reason">', {"reason": ["x"]}, "reason", False),
    ('<input name="amount">', {"amount": ["5"]}, None, True),
    ('<input name="amount"><input name="pin">', {"amount": ["5"], "pin": ["1"]}, None, False),
    ('<input name="yes" type="checkbox" checked>', {}, None, True),
    ('<input name="token" type="hidden" value="a">', {"token": ["b"]}, None, False),
])  # fmt: skip
def test_what_counts_as_kept(fields, values, field, kept):
    state = Sent(values).refuse([Refused("required", field=field)])
    page = f'<span data-kept>{KEPT}</span><form method="post" action="/a">{fields}</form>'
    assert (KEPT in as_sent(page, "/a", state, Said({field: "Perlu"} if field else {}))) == kept


def test_nothing_is_kept_of_a_form_that_is_gone():
    state = Sent({"name": ["Olga"]}).refuse([Refused("already_over")])
    assert KEPT not in as_sent(f"<span data-kept>{KEPT}</span>", "/a", state, Said({}))


@both
def test_pages_say_so(shop):
    here = world.a_shop()
    group = f"/lapak/{here.slug}"
    chair, phone = world.as_person(here.chair), world.as_device(here.device)
    account = chair.post(f"{group}/uang/rekening", data={"bank": "BSG", "number": "001", "holder": ""})
    assert account.status_code == 422 and KEPT in account.text
    for answer in (
        chair.post(f"{group}/uang/rekening", data={}),
        chair.post(f"{group}/stok/habis", data={"variant": "X-1"}),
        phone.post(f"{group}/siapa", data={"member": 2, "pin": "0000"}),
        world.client().post("/masuk", data={"identifier": "081200000001", "password": "salah sekali"}),
    ):
        assert answer.status_code >= 400 and KEPT not in answer.text


@both
def test_a_line_for_which_the_group_answers_first_is_not_called_kept(shop):
    here = world.a_shop(pieces=200)
    browser = world.client()
    added = browser.post("/keranjang", data={"variant": here.sku, "quantity": 60})
    page = browser.get(added.headers["location"]).text
    assert "kelompok menjawab dulu" in page and "30 menit" not in page and "isimpan untuk Anda" not in page
    other = world.client()
    other.post("/keranjang", data={"variant": here.sku, "quantity": 3})
    assert "Disimpan untuk Anda sampai" in other.get("/keranjang").text


def test_a_name_does_not_break_at_its_hyphens_and_stays_text():
    assert whole("Rumput Laut Tihi-Tihi") == 'Rumput Laut <span class="whole">Tihi-Tihi</span>'
    assert whole("<b> a-<i>") == '&lt;b&gt; <span class="whole">a-&lt;i&gt;</span>'
