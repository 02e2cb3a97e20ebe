"""A pasted chat fills the form: what is sure is chosen, the rest is asked; what is corrected is read so the next
time."""

import re

from market.kernel.db import write
from market.orders.written.nickname import Nickname
from market.orders.written.written_order import WrittenLine, WrittenOrder
from market.pages.workspace import filling_in, read_chat
from market.people.group import Group
from tests import world
from tests.bazaars.world import done
from tests.conftest import both
from tests.orders.written.test_written import fields
from tests.payments.test_card import rows

CHAT = "Halo kak, pesan cakalang fufu 3 bungkus ya, kirim ke Madidir dekat gereja. 0812-0000-0101 Ratna. transfer"


def desk(here) -> str:
    return f"/lapak/{here.slug}/pesanan/catat"


@both
def test_a_chat_becomes_a_written_order(shop):
    here = world.a_shop(pieces=10)
    chair = world.as_person(here.chair)
    page = chair.post(f"{desk(here)}/baca", data={"chat": CHAT})
    assert page.status_code == 200 and "Terbaca dari chat" in page.text
    form = fields(page.text)
    assert form["read-0-good"] == here.sku and form["read-0-quantity"] == "3" and "fufu" in form["read-0-words"]
    assert form["phone"].replace("-", "").replace(" ", "") in ("081200000101", "+6281200000101")
    assert form["landmark"] == "Madidir dekat gereja", "for the list of who carries it: without its verb"
    assert form["method"] == "transfer"
    assert CHAT not in page.text, "the chat itself does not come back"
    form = {name: value for name, value in form.items() if not name.startswith("quantity")} | {"name": "Ratna"}
    path = done(chair.post(desk(here), data=form))
    [line] = rows(WrittenLine)
    assert (line.sku, line.quantity) == (here.sku, 3)
    again = chair.post(f"{desk(here)}/baca", data={"chat": CHAT + "  "})
    assert again.headers["location"] == path, "the same paste leads to what came of it"
    assert len(rows(WrittenOrder)) == 1


@both
def test_what_is_unsure_is_asked_and_learned(shop):
    here = world.a_shop(pieces=10)
    chair = world.as_person(here.chair)
    page = chair.post(f"{desk(here)}/baca", data={"chat": "mau baronang 2 sama cakalang fufu 1"}).text
    form = {name: value for name, value in fields(page).items() if not name.startswith("quantity")}
    unsure = next(name.removesuffix("-good") for name, value in form.items() if name.endswith("-good") and value == "?")
    form |= {"name": "Ratna", "phone": "0812-0000-0101"}
    refused = chair.post(desk(here), data=form)
    assert refused.status_code == 422 and "Tidak dicatat" in refused.text and not rows(WrittenOrder)
    done(chair.post(desk(here), data=form | {f"{unsure}-good": here.sku, f"{unsure}-quantity": "2"}))
    assert rows(WrittenLine)[0].quantity == 3, "both rows are of the same good"
    [learned] = rows(Nickname)
    assert learned.words == "baronang"
    page = chair.post(f"{desk(here)}/baca", data={"chat": "mau baronang 4"}).text
    assert fields(page)["read-0-good"] == here.sku
    names = f"{desk(here)}/sebutan"
    assert "baronang" in chair.get(names).text
    done(chair.post(f"{names}/{learned.key}/hapus"))
    assert not rows(Nickname)
    done(chair.post(names, data={"words": "Fufu Besar", "good": here.sku}))
    assert rows(Nickname)[0].words == "fufu besar"


@both
def test_an_order_is_written_though_its_words_cannot_be_learned(shop, monkeypatch):
    monkeypatch.setattr("market.orders.written.nickname.MOST", 0)
    here = world.a_shop(pieces=10)
    chair = world.as_person(here.chair)
    page = chair.post(f"{desk(here)}/baca", data={"chat": "mau baronang 2"}).text
    form = {name: value for name, value in fields(page).items() if not name.startswith("quantity")}
    form |= {"name": "Ratna", "phone": "0812-0000-0101", "read-0-good": here.sku, "read-0-quantity": "2"}
    done(chair.post(desk(here), data=form))
    assert rows(WrittenLine)[0].quantity == 2 and not rows(Nickname)
    full = chair.post(f"{desk(here)}/sebutan", data={"words": "baronang", "good": here.sku})
    assert full.status_code == 422 and not rows(Nickname)


@both
def test_a_row_that_is_left_out_is_not_written(shop):
    here = world.a_shop(pieces=10)
    chair = world.as_person(here.chair)
    page = chair.post(f"{desk(here)}/baca", data={"chat": CHAT}).text
    form = {name: value for name, value in fields(page).items() if not name.startswith("quantity")}
    form |= {"name": "Ratna", "read-0-good": ""}
    refused = chair.post(desk(here), data=form)
    assert refused.status_code == 422 and "paling sedikit satu" in refused.text
    assert not rows(Nickname)


def test_a_row_that_asks_for_more_than_is_left_is_told_beside_it(shop):
    here = world.a_shop(pieces=2)
    chair = world.as_person(here.chair)
    form = fields(chair.post(f"{desk(here)}/baca", data={"chat": CHAT}).text) | {"name": "Ratna"}
    answer = chair.post(desk(here), data=form)
    assert answer.status_code == 422 and "tinggal 2" in answer.text
    assert 'href="#read-0-quantity"' in answer.text


def test_a_chat_without_goods_still_tells_who_orders(shop):
    here = world.a_shop(pieces=10)
    answer = world.as_person(here.chair).post(
        f"{desk(here)}/baca", data={"chat": "Pesan spt biasa ya bu. Nomor saya 0812-0000-0101"}
    )
    assert answer.status_code == 200 and fields(answer.text)["phone"] == "0812-0000-0101"
    assert "tidak ada barang Anda" in answer.text, "and it is said that no good was read"


def test_a_chat_that_is_none_gets_a_sentence(shop):
    here = world.a_shop(pieces=10)
    chair = world.as_person(here.chair)
    formula, script = "=cmd|' /C calc'!A0", "<script>alert(1)</script>"
    for chat in ("", "   ", formula, "selamat pagi", "😀😀", script, "x" * 200_000):
        answer = chair.post(f"{desk(here)}/baca", data={"chat": chat})
        assert answer.status_code == 422, chat[:30]
        assert "<script>alert" not in answer.text
    long = chair.post(f"{desk(here)}/baca", data={"chat": "kabar " * 30_000 + "\n" + CHAT})
    assert "hanya bagian akhirnya" in long.text and fields(long.text)["read-0-quantity"] == "3"
    two = chair.post(f"{desk(here)}/baca", data={"chat": CHAT + " atau 0812-0000-0102"}).text
    assert "beberapa nomor" in two and fields(two)["phone"] == ""


def test_a_chat_is_read_for_a_bounded_number_of_goods(shop, monkeypatch):
    """Whoever founds a group may list thousands: those that are there come first, what is beyond is asked."""
    here = world.a_shop(pieces=0)
    write(lambda db: world.a_product(db, Group.get(db, here.group_id), "Baronang asap", 10_000, 5, None) and None)
    monkeypatch.setattr(read_chat, "MOST_GOODS", 1)
    page = world.as_person(here.chair).post(f"{desk(here)}/baca", data={"chat": "mau baronang asap 2, cakalang fufu 1"})
    form = fields(page.text)
    chosen = {form[name] for name in form if name.startswith("read-") and name.endswith("-good")}
    assert here.sku not in chosen and len(chosen - {"?"}) == 1


def test_a_page_that_is_drawn_anew_stands_where_its_buttons_work_shows(shop):
    """What was read, the buyer, the sum stood below: a phone and a screen reader began at the top again."""
    here = world.a_shop(pieces=20)
    chair = world.as_person(here.chair)
    pages = [chair.get(desk(here)).text, chair.get(f"/lapak/{here.slug}/kasir").text]
    left = re.findall(r'formaction="([^"]+)" formnovalidate', " ".join(pages))
    places = {each.partition("#")[0].rpartition("/")[2]: each.partition("#")[2] for each in left}
    assert {name: places[name] for name in ("baca", "nomor", "hitung")} == {
        "baca": "terbaca", "nomor": "pembeli", "hitung": "bayar",
    }  # fmt: skip
    for chat in (CHAT, "Pesan spt biasa. 0812-0000-0101"):
        assert chair.post(f"{desk(here)}/baca", data={"chat": chat}).text.count('id="terbaca"') == 1, chat
    assert 'id="pembeli"' in pages[0] and 'id="bayar"' in pages[1]


def apart_of(monkeypatch) -> list[str]:
    """What is read in a process apart from now on."""
    found, really = [], filling_in.read_apart

    async def noted(request, work, field):
        found.append(field)
        return await really(request, work, field)

    monkeypatch.setattr(filling_in, "read_apart", noted)
    return found


def test_a_long_chat_is_read_in_a_process_apart_as_a_short_one_is_here(shop, monkeypatch):
    here = world.a_shop(pieces=10)
    chair, apart = world.as_person(here.chair), apart_of(monkeypatch)
    short = fields(chair.post(f"{desk(here)}/baca", data={"chat": CHAT}).text)
    assert not apart
    long = "Selamat pagi kak, semoga sehat selalu.\n" * 800 + CHAT
    read = fields(chair.post(f"{desk(here)}/baca", data={"chat": long}).text)
    assert apart == ["chat"]
    same = ("read-0-good", "read-0-quantity", "read-0-words", "phone", "landmark", "method")
    assert [read[name] for name in same] == [short[name] for name in same]


def test_a_short_chat_for_many_goods_is_read_apart_too(shop, monkeypatch):
    """Of 999 letters for a thousand goods the lane of heavy pages had to wait for most of a second, twelve times."""
    here = world.a_shop(pieces=10)
    chair, apart = world.as_person(here.chair), apart_of(monkeypatch)
    monkeypatch.setattr(filling_in, "MOST_HERE", len(CHAT))
    done_here = chair.post(f"{desk(here)}/baca", data={"chat": CHAT})
    assert done_here.status_code == 200 and not apart, "one good"
    write(lambda db: world.a_product(db, Group.get(db, here.group_id), "Baronang asap", 10_000, 5, None) and None)
    assert chair.post(f"{desk(here)}/baca", data={"chat": CHAT}).status_code == 200 and apart == ["chat"]
