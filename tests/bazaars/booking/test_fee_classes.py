"""Fees by class of booth: what a group owes follows the booths it holds."""

import re

import sqlalchemy as sa

from market.bazaars.bazaar import bazaar_by_slug
from market.bazaars.booking.fee import KIND, fees_of
from market.bazaars.booking.stands import stands_of
from market.bazaars.booth import booths_of
from market.bazaars.planning.fee_classes import typed_classes
from market.bazaars.registering.application import applications_of
from market.kernel.db import read
from market.kernel.record import table
from market.kernel.refused import Refused
from market.payments.bill import Bill
from tests import world
from tests.bazaars import world as fairs
from tests.bazaars.after.test_after import say_yes, swap_form
from tests.bazaars.world import done
from tests.conftest import wide

PLAN = {"name": "Bazar Pesisir", "closes_on": fairs.day(5), "category_limit": "6"}
BASIS = {"fee_basis": "Perda 1/2024", "fee_receiver": "Bendahara Dinas, BSG 001"}
COSTS = {"A01": 50_000, "A02": 25_000, "A03": 25_000, "A04": 10_000}


def test_classes_are_read_as_people_write_them():
    read = typed_classes("A Rp50.000\n  B: 25 ribu \n\nTenda kecil = 100.000")
    assert read == {"A": 50_000, "B": 25_000, "Tenda kecil": 100_000} and typed_classes("") == {}
    for wrong in ("A", "50.000", "A 1\na 2", "=1+1 5000", "\n".join(f"K{n} 1" for n in range(11)), "A 99.000.000"):
        try:
            typed_classes(wrong)
        except Refused:
            continue
        raise AssertionError(wrong)


def held_and_owed(slug: str) -> dict[int, tuple[list[str], int, int]]:
    """By group its booths over all days, what its open bills say, and what goes back to it."""
    with read() as db:
        found = {}
        for application, group in applications_of(db, bazaar_by_slug(db, slug).key):
            _, stands = stands_of(db, application.key)
            fees = fees_of(db, [application.number]).get(application.number)
            bills = [b for b in fees.bills if b.state in ("open", "settled")] if fees else []
            booths = sorted(number for numbers in stands.values() for number in numbers)
            owed = sum(b.amount for b in bills) - (fees.back if fees else 0)
            found[int(group.name.split()[1])] = (booths, owed, fees.back if fees else 0)
        return found


@wide
def test_what_is_owed_follows_the_booths(shop):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=4, booths=4)
    desk = fair.desk + "/denah/ubah"
    for fee in ({"fee_classes": "A 50.000"}, {"fee": "10.000"}):
        both = fair.officer.post(fair.desk, data=PLAN | fee)
        assert both.status_code == 422 and "perlu dasar hukumnya" in both.text
        assert "perlu nama bendahara penerima" in both.text, "not one after the other"
    classes = {"fee": "10.000", "fee_classes": "A Rp50.000\nB 25.000\nC 99.000"}
    done(fair.officer.post(fair.desk, data=PLAN | BASIS | classes))
    for booths, name in ((["A01"], "A"), (["A02", "A03"], "B"), (["A04"], "C")):
        done(fair.officer.post(desk, data={"booths": booths, "act": "class", "to_class": name}))
    done(fair.officer.post(desk, data={"booths": ["A04"], "act": "class", "to_class": "D"}), 422)
    none = fair.officer.post(desk, data={"act": "class", "to_class": "A"})
    assert none.status_code == 422 and "Belum ada stan yang dipilih" in none.text
    classes["fee_classes"] = "A Rp50.000\nB 25.000"
    done(fair.officer.post(fair.desk, data=PLAN | BASIS | classes))
    with read() as db:
        assert [b.fee_class for b in booths_of(db, bazaar_by_slug(db, fair.slug).key)] == ["A", "B", "B", ""]
    csv = fair.officer.get(fair.desk + "/denah.csv").text
    assert csv.splitlines()[1].endswith(",A")
    done(fair.officer.post(fair.desk + "/denah/berkas", files={"file": ("denah.csv", csv.encode())}))
    wrong = csv.replace(",A\n", ",Z\n").encode()
    assert fair.officer.post(fair.desk + "/denah/berkas", files={"file": ("d.csv", wrong)}).status_code == 422
    done(fair.officer.post(fair.desk + "/buka"))
    late = fair.officer.post(fair.desk, data=PLAN | BASIS | classes | {"fee": "20.000"})
    assert late.status_code == 422 and "tidak bisa diubah sesudah pendaftaran dibuka" in late.text
    for page in (fair.chair(0).get(fair.page(0)).text, world.client().get(f"/bazar/{fair.slug}").text):
        assert "kelas A Rp50.000" in page.replace("\xa0", "") and "stan lain Rp10.000" in page.replace("\xa0", "")
    for number in range(4):
        fairs.register(fair, number)
    fairs.allotted(fair)
    done(fair.officer.post(fair.desk + "/pembagian/terbitkan", data={"version": "1"}))
    assert len(say_yes(fair)) == 4
    before = held_and_owed(fair.slug)
    for booths, owed, _ in before.values():
        assert len(booths) == 2 and owed == sum(COSTS[booth] for booth in booths)
    swaps_and_breaks(fair, before)


def swaps_and_breaks(fair, before) -> None:
    one = next(n for n, told in before.items() if "A01" in told[0])
    other = next(n for n, told in before.items() if "A04" in told[0])
    to = swap_form(fair, one)
    done(fair.chair(one).post(fair.page(one) + "/tukar", data={"to": to[f"Kelompok {other}"]}))
    page = fair.chair(other).get(fair.page(other) + "/tukar").text
    assert "tagihan" in page, "both are told that the fee moves"
    key = re.search(r"action=\"[^\"]*/tukar/(\d+)", page)[1]
    with read() as db:
        rows = table(Bill)
        assert len(list(db.scalars(sa.select(rows.c.id).where(rows.c.kind == KIND)))) == 4
    done(fair.chair(other).post(f"{fair.page(other)}/tukar/{key}", data={"answer": "yes"}))
    after = held_and_owed(fair.slug)
    assert (after[one][1], after[other][1]) == (20_000, 100_000)
    done(fair.officer.post(fair.desk + "/sesudah/stan", data={"number": "A01", "reason": "Pohon tumbang"}))
    lost = held_and_owed(fair.slug)[other]
    assert lost == ([], 0, 0), "nobody pays for a booth that broke"
