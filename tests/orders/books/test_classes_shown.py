"""Wherever a group's money is shown by class, on pages and in files, in both languages, the classes make up the whole
that stands beside them, and what is only said is in no sum."""

import io
import re
from datetime import timedelta

import time_machine
from openpyxl import load_workbook

from market.kernel.clock import now
from market.kernel.db import read
from market.kernel.money import rupiah
from market.orders.books.takings import Takings
from market.orders.channel import SalesChannel
from market.orders.order import SubOrder
from market.pages.money_words import known_word
from tests import world
from tests.bazaars.world import done
from tests.conftest import both
from tests.orders.books.classes import classes_add_up
from tests.orders.books.test_sharing import sells
from tests.orders.books.test_takings import says, takings, this_month
from tests.orders.written.test_written import written
from tests.payments.test_card import rows
from tests.till.phones import Phone, line
from tests.till.test_bon import ROS

BARS = re.compile(r"<span>([^<]*)(?:<small[^>]*>[^<]*</small>)?\s*</span><b>(.*?)</b>", re.DOTALL)


def a_month_of_all(here) -> Takings:
    """Sold by the web, by a chat, at the till in three ways with a debt that is paid in part, and only told of."""
    sells(here, 2)
    chair, answer = written(here, delivery="pickup", method="transfer")
    done(chair.post(f"{done(answer)}/pasti"))
    treasurer = world.as_person(here.treasurer)
    for parcel in [each for each in rows(SubOrder) if each.channel == "written"]:
        done(treasurer.post(f"/lapak/{here.slug}/uang/masuk/{parcel.number}"))
    phone = Phone(here.group_id, here.chair)
    for paid in ("cash", "qris", "transfer"):
        phone.sells(line(here.sku, 1), paid=paid)
    phone.sells(line(here.sku, 2), paid="bon", **ROS)
    member = world.as_person(here.member)
    debt = re.search(r"kasir/bon/(\d+)", member.get(f"/lapak/{here.slug}/kasir/bon").text)[1]
    done(member.post(f"/lapak/{here.slug}/kasir/bon/{debt}", data={"how": "cash", f"amount-{debt}": "20.000"}))
    says(here, 1, "60000"), says(here, 1, "")
    with read() as db:
        classes_add_up(db, here.group_id)
    return takings(here)[0]


def rupiah_in(text: str) -> int:
    return int(re.sub(r"[^0-9]", "", re.sub(r"<[^>]+>", "", text)))


def pictures(page: str) -> list[dict[str, int]]:
    """Of each picture on a page: whole rupiah by the name of the class."""
    found = []
    for part in page.split("<h3>")[1:]:
        listed = part.split("</ul>")[0]
        found.append({" ".join(name.split()): rupiah_in(amount) for name, amount in BARS.findall(listed)})
    return [each for each in found if each]


@both
def test_classes_make_up_the_whole_on_every_page_and_file(shop):
    here = world.a_shop(pieces=40)
    told = a_month_of_all(here)
    assert {each.channel for each in told.sums} == {
        SalesChannel.WEB, SalesChannel.WRITTEN, SalesChannel.TILL, SalesChannel.DIRECT
    }  # fmt: skip
    desk = f"/lapak/{here.slug}/uang"
    month = f"{this_month():%Y-%m}"
    with time_machine.travel(now() + timedelta(days=40), tick=True):
        treasurer = world.as_person(here.treasurer)
        recap = done(treasurer.post(f"{desk}/rekap"))
        pages = [f"{desk}/buku?bulan={month}", f"{desk}/bagi-hasil?bulan={month}", f"{desk}/rekap", recap]
        for language in ("id", "en"):
            treasurer.cookies.set("bahasa", language)
            for path in pages:
                page = treasurer.get(path)
                assert page.status_code == 200, (path, page.headers)
                page = page.text
                assert f'lang="{language}"' in page
                shown = pictures(page)
                assert len(shown) == 2, path
                for bars in shown:
                    assert sum(bars.values()) == told.came + told.said, (path, bars)
                assert rupiah(told.came) in page and "Rp60.000" in page, path
            sheet = treasurer.get(f"{desk}/buku.xlsx?bulan={month}").content
            table = [[cell.value for cell in row] for row in load_workbook(io.BytesIO(sheet)).active.iter_rows()]
            assert_sheet(table, told, language)


def assert_sheet(table: list[list], told: Takings, language: str) -> None:
    head = next(n for n, row in enumerate(table) if row[0] in ("Lewat mana", "By which way"))
    classes = table[head + 1 :]
    assert len(classes) == len(told.sums), language
    said = [row[3] for row, each in zip(classes, told.sums, strict=True) if each.channel is SalesChannel.DIRECT]
    assert sum(row[3] for row in classes) - sum(said) == told.came and sum(said) == told.said
    assert sum(row[4] for row in classes) == told.back
    if language == "id":
        assert [row[0] for row in classes] == [known_word(each.channel) for each in told.sums]
