"""The floor plan editor: moving, numbering, tents for two, landmarks, doubts, undo; and a draft shown for comments."""

import re

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from market.bazaars.allotting.draw import instance
from market.bazaars.bazaar import bazaar_by_slug
from market.bazaars.booth import booths_of
from market.bazaars.planning.steps import STEPS_KEPT, FloorPlanStep
from market.kernel.db import read, write
from tests import world
from tests.bazaars import world as fairs
from tests.bazaars.world import done


def plan(slug: str) -> dict[str, tuple[int, int, int]]:
    with read() as db:
        return {b.number: (b.row, b.position, b.part) for b in booths_of(db, bazaar_by_slug(db, slug).key)}


def change(fair, booths, act, code=303, **more):
    return done(fair.officer.post(fair.desk + "/denah/ubah", data={"booths": booths, "act": act} | more), code)


def test_booths_move_together_and_never_onto_another(shop):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=0, booths=4)
    before = plan(fair.slug)
    change(fair, ["A01", "A02"], "move", by_rows=2, by_positions=1)
    assert plan(fair.slug)["A01"] == (2, 1, 0) and plan(fair.slug)["A02"] == (2, 2, 0)
    change(fair, ["A01"], "right", 422)  # A02 stands there
    change(fair, ["A01", "A02"], "right")
    change(fair, ["A03"], "up", 422)  # off the plan
    change(fair, ["A01"], "move", 422, by_rows="x")
    change(fair, [], "move", 422, by_rows=1)
    change(fair, ["Z99"], "delete", 422)
    for _ in range(2):
        done(fair.officer.post(fair.desk + "/denah/batal"))
    assert plan(fair.slug) == before
    change(fair, ["A01", "A02"], "move", by_positions=2, by_rows=0, code=422)
    change(fair, ["A01", "A02", "A03", "A04"], "right")  # changing places among themselves


def test_a_whole_block_is_ticked_by_one_press(shop):
    """On a phone a block of forty was forty taps before it had power."""
    fair = fairs.a_fair(world.a_shop().officer, groups=0, booths=4)
    done(fair.officer.post(fair.desk + "/denah/blok", data={"zone": "B", "rows": "1", "per_row": "3"}))
    page = fair.officer.get(fair.desk + "/denah").text
    assert set(re.findall(r'data-whole-block="(\w+)"', page)) == {"A", "B"}
    lead = re.search(r'data-whole-block="B"\s+href="([^"#]+)', page)[1]

    def ticked(of: str) -> set[str]:
        boxes = [box for box in re.findall(r"<input[^>]*>", of) if 'name="booths"' in box and " checked" in box]
        return {re.search(r'value="([^"]+)"', box)[1] for box in boxes}

    block = ticked(fair.officer.get(fair.desk + "/denah" + lead).text)
    assert not ticked(page) and block == {"B01", "B02", "B03"}
    change(fair, sorted(block), "features", electricity="1")
    with read() as db:
        has = {b.number for b in booths_of(db, bazaar_by_slug(db, fair.slug).key) if b.electricity}
    assert block <= has and not ticked(fair.officer.get(fair.desk + "/denah?blok=<Q>").text)


def test_numbers_follow_the_reading_order_and_stay_unique(shop):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=0, booths=4)
    change(fair, ["A02", "A03"], "renumber", prefix="b", first=7)
    assert set(plan(fair.slug)) == {"A01", "B07", "B08", "A04"}
    change(fair, ["A01"], "renumber", 422, prefix="B", first=8)
    change(fair, ["B07", "B08"], "renumber", prefix="B", first=8)  # among themselves numbers may shift
    assert set(plan(fair.slug)) == {"A01", "B08", "B09", "A04"}
    change(fair, ["B08"], "zone", to_zone="c")
    assert "zone-b" in fair.officer.get(fair.desk + "/denah").text
    change(fair, ["B08"], "zone", 422, to_zone="<x>")


def test_a_tent_for_two_is_two_neighbours(shop):
    """A01 becomes A01-1 and A01-2: neighbours of each other and of the booths beside; CSV keeps it."""
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=1, booths=3)
    change(fair, ["A02"], "split")
    assert plan(fair.slug)["A02-1"] == (0, 1, 1) and plan(fair.slug)["A02-2"] == (0, 1, 2)
    csv = fair.officer.get(fair.desk + "/denah.csv").text
    before = plan(fair.slug)
    done(fair.officer.post(fair.desk + "/denah/berkas", files={"file": ("denah.csv", csv.encode())}))
    assert plan(fair.slug) == before
    done(fair.officer.post(fair.desk + "/buka"))
    fairs.register(fair, 0)
    fairs.closed(fair)
    fairs.judged(fair)
    fairs.drawn(fair, "7")
    with read() as db:
        data = instance(bazaar_by_slug(db, fair.slug), [], [])
    assert data["neighbours"] == [["A01", "A02-1"], ["A02-1", "A02-2"], ["A02-2", "A03"]] == data["pairs"]


def test_tents_join_again(shop):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=0, booths=2)
    change(fair, ["A01", "A02"], "split")
    change(fair, ["A01-2"], "join")
    assert set(plan(fair.slug)) == {"A01", "A02-1", "A02-2"}
    change(fair, ["A02-1"], "move", by_rows=1, by_positions=0)
    assert plan(fair.slug)["A02-2"] == (1, 1, 2), "halves move with each other"


def test_a_tent_takes_no_number_that_another_booth_has(shop):
    """Half a tent that was numbered anew keeps its `-1`, and what is deleted leaves the other half alone."""
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=0, booths=3)
    change(fair, ["A01"], "split")
    change(fair, ["A03"], "renumber", prefix="A", first=1)
    before = plan(fair.slug)
    assert set(before) == {"A01-1", "A01-2", "A02", "A01"}
    for booths, act in ((["A01"], "split"), (["A01-1"], "join"), (["A02", "A01"], "split")):
        change(fair, booths, act, 422)
        assert plan(fair.slug) == before


def test_landmarks_cover_no_booth(shop):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=0, booths=2)
    stage = {"kind": "stage", "label": "Utama", "row": "2", "position": "0", "width": "3", "height": "2"}
    done(fair.officer.post(fair.desk + "/denah/benda", data=stage))
    assert fair.officer.post(fair.desk + "/denah/benda", data=stage | {"row": "0"}).status_code == 422
    answer = fair.officer.post(fair.desk + "/denah/benda", data=stage | {"row": "3", "kind": "toilet"})
    assert answer.status_code == 422 and "Utama" in answer.text
    change(fair, ["A01"], "move", 422, by_rows=2, by_positions=0)
    page = fair.officer.get(fair.desk + "/denah").text
    key = re.search(r'data-thing="(\d+)"', page)[1]
    done(fair.officer.post(f"{fair.desk}/denah/benda/{key}", data=stage | {"row": "5"}))
    change(fair, ["A01"], "move", by_rows=2, by_positions=0)
    assert fair.officer.post(f"{fair.desk}/denah/benda/999", data=stage | {"row": "9"}).status_code == 404
    done(fair.officer.post(fair.desk + "/buka"))
    assert "Utama" in world.client().get(f"/bazar/{fair.slug}").text
    done(fair.officer.post(f"{fair.desk}/denah/benda/{key}/hapus"), 409)


def test_the_plan_says_what_deserves_another_look(shop):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=0, booths=4)
    page = fair.officer.get(fair.desk + "/denah").text
    for lacks in ("dicapai kursi roda", "stan dengan listrik", "stan dengan air", "stan dengan pendingin"):
        assert f"Belum ada stan yang bisa {lacks}" in page or f"Belum ada {lacks}" in page, lacks
    none = fair.officer.post(
        fair.desk + "/denah/ubah", data={"booths": ["A01"], "act": "features", "electricity": "", "circuit": ""}
    )
    assert none.status_code == 422 and "Belum ada yang dipilih untuk diubah" in none.text
    done(fair.officer.post(fair.desk + "/denah/sirkuit", data={"name": "C1", "watt": "300"}))
    assert "belum dipakai" in fair.officer.get(fair.desk + "/denah").text
    every = ["A01", "A02", "A03", "A04"]
    change(fair, every, "features", electricity=1, wheelchair=1, circuit="C1")
    page = fair.officer.get(fair.desk + "/denah").text
    assert "C1: 4 stan × 300 watt = 1.200 watt" in page and "Cukup untuk 1 stan" in page
    assert "belum dipakai" not in page and "Belum ada stan yang bisa dicapai" not in page
    assert "Belum ada stan dengan listrik" not in page and "Belum ada stan dengan air" in page
    done(fair.officer.post(fair.desk + "/denah/daya", data={"booth_watt": "75"}))
    assert "Sirkuit C1:" not in fair.officer.get(fair.desk + "/denah").text, "4 × 75 is just what it gives"
    done(fair.officer.post(fair.desk + "/denah/daya", data={"booth_watt": "76"}))
    assert "= 304 watt, padahal hanya ada 300 watt" in fair.officer.get(fair.desk + "/denah").text
    done(fair.officer.post(fair.desk + "/denah/batal"))
    assert "Sirkuit C1:" not in fair.officer.get(fair.desk + "/denah").text, "a step can be taken back"
    for wrong in ("-1", "20001", "banyak", "1,5", ""):
        done(fair.officer.post(fair.desk + "/denah/daya", data={"booth_watt": wrong}), 422)
    change(fair, ["A01"], "features", circuit="-")
    assert "belum punya sirkuit: A01" in fair.officer.get(fair.desk + "/denah").text


def test_what_is_not_named_stays_with_each_booth(shop):
    """Booths that differ are changed at once in what is named alone; the rest stays with each of them."""
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=0, booths=3)
    done(fair.officer.post(fair.desk + "/denah/sirkuit", data={"name": "C1", "watt": "900"}))
    change(fair, ["A01"], "features", electricity=1, circuit="C1")
    change(fair, ["A01", "A02", "A03"], "features", water=1)
    change(fair, ["A02", "A03"], "features", electricity=0, wheelchair=1)
    with read() as db:
        booths = {b.number: b for b in booths_of(db, bazaar_by_slug(db, fair.slug).key)}
    assert [b.electricity for b in booths.values()] == [True, False, False]
    assert all(b.water for b in booths.values()) and booths["A01"].circuit == "C1"
    page = fair.officer.get(fair.desk + "/denah").text
    assert "A01 · listrik, air" in page and "mark-wheelchair" in page and "mark-cold" not in page
    change(fair, ["A01", "A02"], "features", circuit="-")
    with read() as db:
        assert {b.circuit for b in booths_of(db, bazaar_by_slug(db, fair.slug).key)} == {""}


def test_officers_and_groups_see_the_power_there_is(shop):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=2, booths=4)
    desk = fair.desk + "/denah"
    done(fair.officer.post(desk + "/sirkuit", data={"name": "C1", "watt": "500"}))
    done(fair.officer.post(desk + "/daya", data={"booth_watt": "120"}))
    change(fair, ["A01", "A02"], "features", electricity=1, wheelchair=1, circuit="C1")
    done(fair.officer.post(fair.desk + "/buka"))
    for n, watt in enumerate((300, 201)):
        assert "120 watt tiap stan" in fair.chair(n).get(fair.page(n)).text
        fairs.register(fair, n, watt=str(watt), needs="electricity")
    page = fair.officer.get(fair.desk).text
    assert "501 dari 500 watt" in page and "lebih 1 watt" in page
    done(fair.officer.post(desk + "/daya", data={"booth_watt": "10"}), 409)


WORLDS: dict[str, world.Shop] = {}  # hypothesis calls again with the same shop
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["move", "renumber", "split", "join", "delete", "features", "zone"]),
        st.sets(st.integers(0, 7), min_size=1, max_size=4),
        st.integers(-2, 3),
        st.integers(-2, 3),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
@example(steps=[("split", {0}, 0, 0), ("renumber", {0}, 0, 0), ("delete", {0, 1, 2, 3}, 0, 0),
                ("renumber", {0, 1, 2}, 0, 0), ("split", {0, 1}, 0, 0)])  # fmt: skip
def test_any_steps_keep_the_plan_whole_and_can_be_taken_back(shop, steps):
    """No two booths in one place, no number twice, every tent whole; undo comes back to where it was."""
    if shop not in WORLDS:
        WORLDS[shop] = world.a_shop()
    here = WORLDS[shop]
    fair = fairs.a_fair(here.officer, groups=0, booths=8)
    taken = []
    for act, which, rows, positions in steps:
        there = plan(fair.slug)
        booths = [sorted(there)[n % len(there)] for n in which] if there else []
        form = {
            "booths": booths,
            "act": act,
            "by_rows": rows,
            "by_positions": positions,
            "prefix": "K",
            "first": 3,
            "to_zone": "D",
        }
        answer = fair.officer.post(fair.desk + "/denah/ubah", data=form)
        assert answer.status_code in (303, 422)
        now = plan(fair.slug)
        assert len(set(now.values())) == len(now), "one booth a place"
        halves = {}
        for row, position, part in now.values():
            halves.setdefault((row, position), []).append(part)
        assert all(sorted(parts) in ([0], [1, 2], [1], [2]) for parts in halves.values())
        if answer.status_code == 303:
            taken.append(there)
        else:
            assert now == there, "a refused step changes nothing"
    for there in reversed(taken):
        done(fair.officer.post(fair.desk + "/denah/batal"))
        assert plan(fair.slug) == there
    assert fair.officer.post(fair.desk + "/denah/batal").status_code in (303, 422)


def test_only_so_many_steps_are_kept(shop):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=0, booths=2)
    for turn in range(STEPS_KEPT + 5):
        change(fair, ["A01"], "down" if turn % 2 == 0 else "up")
    with read() as db:
        assert db.query(FloorPlanStep).count() == STEPS_KEPT


def test_a_draft_is_shown_for_comments_and_hidden_again(shop):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=0, booths=2)
    anybody = world.client()
    word = {"name": "Warga", "text": "Toiletnya terlalu jauh dari panggung"}
    assert anybody.get(f"/bazar/{fair.slug}").status_code == 404
    assert anybody.post(f"/bazar/{fair.slug}/masukan", data=word).status_code == 404
    done(fair.officer.post(fair.desk + "/tampilkan"))
    assert "Rancangan, belum dibuka" in anybody.get(f"/bazar/{fair.slug}").text
    assert fair.slug not in anybody.get("/bazar").text and fair.slug not in anybody.get("/bazar.ics").text
    assert anybody.post(f"/bazar/{fair.slug}/masukan", data=word | {"text": ""}).status_code == 422
    done(anybody.post(f"/bazar/{fair.slug}/masukan", data=word))
    assert "terlalu jauh" in fair.officer.get(fair.desk).text
    assert "terlalu jauh" not in anybody.get(f"/bazar/{fair.slug}").text
    done(fair.officer.post(fair.desk + "/tampilkan"))
    assert anybody.get(f"/bazar/{fair.slug}").status_code == 404
    done(fair.officer.post(fair.desk + "/tampilkan"))
    for _ in range(12):
        answer = anybody.post(f"/bazar/{fair.slug}/masukan", data=word)
    assert answer.status_code == 429


def test_programme_fee_and_rounds_say_what_is_wrong(shop):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=2, booths=2)
    item = {"performance_day": fairs.day(20), "performance_at": "10.00", "performer": "Tari Maengket", "stage": "Utama"}
    done(fair.officer.post(fair.desk + "/acara", data=item))
    assert fair.officer.post(fair.desk + "/acara", data=item).status_code == 422, "the stage is taken"
    assert fair.officer.post(fair.desk + "/acara", data=item | {"performance_day": fairs.day(3)}).status_code == 422
    form = {"name": "Bazar Pesisir", "closes_on": fairs.day(5), "category_limit": "6"}
    assert "dasar hukum" in fair.officer.post(fair.desk, data=form | {"fee": "25.000"}).text
    assert fair.officer.post(fair.desk, data=form | {"fee": "25,50"}).status_code == 422
    paid = {"fee": "25.000", "fee_basis": "Perda 1/2024", "fee_receiver": "Bendahara Dinas"}
    done(fair.officer.post(fair.desk, data=form | paid | {"documents": ["nib"]}))
    late = {"audience": "everyone", "round_opens_on": fairs.day(1), "round_closes_on": fairs.day(9)}
    assert fair.officer.post(fair.desk + "/gelombang", data=late).status_code == 422, "after registration closes"
    soon = {"audience": "everyone", "round_opens_on": fairs.day(2), "round_closes_on": fairs.day(4)}
    done(fair.officer.post(fair.desk + "/gelombang", data=soon))
    done(fair.officer.post(fair.desk + "/buka"))
    page = world.client().get(f"/bazar/{fair.slug}").text
    assert "Tari Maengket" in page and "Rp25.000" in page and "Perda 1/2024" in page and "NIB" in page
    assert "Jangan membayar kepada orang lain" in page
    waits = fair.chair(0).get(fair.page(0)).text
    assert "Giliran mendaftar kelompok Anda mulai" in waits
    assert fair.chair(0).post(fair.page(0), data={"slots": ["1"]}).status_code == 422
    key = re.search(r"/gelombang/(\d+)/hapus", fair.officer.get(fair.desk).text)[1]
    assert fair.officer.post(f"{fair.desk}/gelombang/{key}/hapus").status_code == 422, "a reason, once it is open"
    done(fair.officer.post(f"{fair.desk}/gelombang/{key}/hapus", data={"reason": "Salah hari"}))
    checked = {"audience": "checked", "round_opens_on": fairs.day(-1), "round_closes_on": fairs.day(4)}
    assert fair.officer.post(fair.desk + "/gelombang", data=checked).status_code == 422, "a reason, once it is open"
    done(fair.officer.post(fair.desk + "/gelombang", data=checked | {"reason": "Yang sudah dicek dulu"}))
    public = world.client().get(f"/bazar/{fair.slug}").text
    assert "Salah hari" in public and "Yang sudah dicek dulu" in public
    assert "Gelombang pendaftaran untuk kelompok" in fair.chair(0).get(fair.page(0)).text
    done(fair.officer.post(f"/dinas/kelompok/{fair.groups[0][0]}/cek"))
    form_page = fair.chair(0).get(fair.page(0)).text
    assert "Kirim pendaftaran" in form_page and "belum ada di profil" in form_page
    fairs.register(fair, 0)
    assert "belum ada" in fair.officer.get(fair.desk + "/pendaftaran").text


@pytest.mark.parametrize("junk", [b"<svg onload=alert(1)>", b"not a picture", b""])
def test_a_picture_that_is_none_is_refused(shop, junk):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=0, booths=2)
    assert fair.officer.post(fair.desk + "/gambar", files={"photo": ("x.jpg", junk)}).status_code == 422


def test_a_map_as_pdf(shop):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=0, booths=4)
    change(fair, ["A01"], "split")
    write(lambda db: setattr(bazaar_by_slug(db, fair.slug), "name", 'Bazar #read("/etc/passwd") "x"'))
    done(fair.officer.post(fair.desk + "/buka"))
    answer = world.client().get(f"/bazar/{fair.slug}/denah.pdf")
    assert answer.status_code == 200 and answer.content.startswith(b"%PDF"), "a name is data, never a program"
