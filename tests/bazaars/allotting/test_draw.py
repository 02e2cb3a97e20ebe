"""The draw attacked by an officer who knows everything but the number, and by one who knows it: no rank moves."""

import io
import json
import re
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from PIL import Image
from typer.testing import CliRunner

from market.bazaars.allocation.draw_file import check_draw, seed_of
from market.bazaars.allotting.draw import instance
from market.bazaars.allotting.objection import require_settled, story_of
from market.bazaars.allotting.plan import plans_of
from market.bazaars.allotting.runs import run_waiting
from market.bazaars.bazaar import bazaar_by_slug
from market.bazaars.booking.booking import Booking
from market.bazaars.booth import Booth
from market.bazaars.planning.named_draw import named_draw
from market.bazaars.registering.application import Application, ApplicationState, applications_of
from market.cli import app
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.kernel.refused import Refused
from market.messages.outbox import Message
from market.people.person import Person
from tests import world
from tests.bazaars import world as fairs
from tests.bazaars.world import done
from tests.conftest import wide

HOUR = timedelta(hours=1)
OFFICER = 6  # of world.a_shop


@pytest.fixture
def moment():
    """When the number is out, to the second: weeks ago, so that all that follows has its time before today."""
    return now().replace(microsecond=0) - timedelta(days=21)


def a_closed_fair(moment, groups: int = 4, booths: int = 2) -> fairs.Fair:
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=groups, booths=booths)
    done(fair.officer.post(fair.desk + "/buka"))
    for number in range(groups):
        fairs.register(fair, number)
    fairs.closed(fair)
    fairs.draw_at(fair, moment)
    return fair


def freeze(fair, moment) -> None:
    with time_machine.travel(moment - 2 * HOUR):
        done(fair.officer.post(fair.desk + "/pembagian/bekukan"))


def enter(fair, at, number: str = "4711", **more):
    with time_machine.travel(at):
        return fair.officer.post(fair.desk + "/pembagian/angka", data={"number": number, **more})


def numbers_of(fair) -> list[str]:
    """Registration numbers, in the order of the groups."""
    with read() as db:
        found = {g.slug: a.number for a, g in applications_of(db, bazaar_by_slug(db, fair.slug).key)}
    return [found[slug] for slug, _ in fair.groups]


def ranked(fair) -> list[tuple[str, int, int]]:
    """Who comes before whom, by the instance a run would get now."""
    with read() as db:
        groups = instance(bazaar_by_slug(db, fair.slug), [], [])["groups"]
    return sorted((group["id"], group["points"], group["lottery"]) for group in groups)


def told(template: str) -> list[dict]:
    with read() as db:
        return [m.params for m in db.scalars(sa.select(Message).where(table(Message).c.template == template))]


@wide
def test_who_knows_everything_before_the_freeze_finds_no_number_to_enter(shop, moment):
    fair = a_closed_fair(moment)
    done(enter(fair, moment + HOUR), 409)  # nothing is frozen
    freeze(fair, moment)
    done(fair.officer.post(fair.desk + "/pembagian/bekukan"), 409)
    hashes = {each["hash"] for each in told("bazaar_frozen")}
    assert len(told("bazaar_frozen")) == 4 and len(hashes) == 1, "every applicant has the hash"
    for early in (moment - HOUR, moment - timedelta(seconds=1)):
        refused = enter(fair, early)
        assert refused.status_code == 422 and "Saatnya belum tiba" in refused.text
    done(enter(fair, moment + HOUR))
    done(enter(fair, moment + 2 * HOUR, "1234"), 409)
    assert [each["number"] for each in told("bazaar_number")] == ["4711"] * 4
    listed = world.client().get(f"/bazar/{fair.slug}/undian.json").json()
    assert listed["list_hash"] in hashes and listed["seed"] == seed_of(listed["list_hash"], "4711")


@wide
def test_a_number_known_before_the_freeze_does_not_count_whenever_the_list_is_frozen(shop, moment):
    fair = a_closed_fair(moment)
    with time_machine.travel(moment - timedelta(minutes=59)):  # within the hour it may be guessed
        done(fair.officer.post(fair.desk + "/pembagian/bekukan"))
    for at in (moment + HOUR, moment + timedelta(hours=23)):
        for of in ({}, {"of": moment.isoformat()}):
            assert enter(fair, at, **of).status_code == 422
    done(enter(fair, moment + timedelta(days=1), "0815"))
    with read() as db:
        draw = named_draw(bazaar_by_slug(db, fair.slug))
        assert draw.of == moment + timedelta(days=1) and draw.missing == "", "the next one published counts"


@wide
def test_nothing_after_the_freeze_moves_a_rank(shop, moment):
    """Late verdicts, a withdrawal, another's turn, a broken booth, other rules, a later closing, a later draw."""
    fair = a_closed_fair(moment)
    numbers = numbers_of(fair)
    done(fair.officer.post(f"{fair.desk}/pendaftaran/{numbers[0]}", data={"verdict": "eligible"}))
    freeze(fair, moment)
    done(enter(fair, moment + HOUR))
    before = ranked(fair)
    assert [each[0] for each in before] == sorted(numbers), "who was not judged counts as eligible"
    for verdict in ("eligible", "not_eligible"):
        late = {"verdict": verdict, "note": "Terlambat"}
        done(fair.officer.post(f"{fair.desk}/pendaftaran/{numbers[1]}", data=late), 409)
    done(fair.chair(2).post(fair.page(2) + "/tarik"))
    done(fair.officer.post(fair.desk + "/pembagian/sisihkan", data={"group": numbers[3], "reason": "Izin palsu"}))
    same = {"venue": "Lapangan", "draw_at": "Aula"}
    form = {"name": "Bazar Pesisir", "closes_on": fairs.day(5), "category_limit": "6", **same}
    later = {"draw_way": "source", "draw_on": fairs.day(9), "source": "Undian lain", "digits": "5"}
    for changed in ({"kelurahan_limit": "1"}, later):
        assert fair.officer.post(fair.desk, data=form | changed).status_code == 422, changed
    done(fair.officer.post(fair.desk + "/denah/blok", data={"zone": "B", "rows": "1", "per_row": "1"}), 409)

    def behind_its_back(db) -> None:
        rows = table(Application)
        db.execute(sa.update(table(Booth)).values(broken_at=now(), zone="Z"))
        db.execute(sa.update(rows).where(rows.c.number == numbers[1]).values(watt=9999, zones=["Z"], reserved=True))

    write(behind_its_back)
    assert ranked(fair) == before
    with read() as db:
        changes = story_of(db, bazaar_by_slug(db, fair.slug).key).changes
        assert [(each.kind.value, each.was, each.reason) for each in changes] == [
            ("withdrawn", numbers[2], ""),
            ("set_aside", numbers[3], "Izin palsu"),
        ]
    page = world.client().get(f"/bazar/{fair.slug}/pembagian").text
    assert numbers[3] in page and "Izin palsu" in page and len(told("bazaar_set_aside")) == 1


@wide
def test_who_gave_up_after_the_freeze_is_skipped_and_the_queue_moves(shop, moment):
    fair = a_closed_fair(moment, groups=3, booths=1)
    freeze(fair, moment)
    done(enter(fair, moment + HOUR))
    before = ranked(fair)
    first = numbers_of(fair).index(min(before, key=lambda each: each[2])[0])
    done(fair.chair(first).post(fair.page(first) + "/tarik"))
    with time_machine.travel(moment + timedelta(days=4)):
        done(fair.officer.post(fair.desk + "/pembagian/hitung"))
        run_waiting()
        done(fair.officer.post(fair.desk + "/pembagian/terbitkan", data={"version": "1"}))
    with read() as db:
        rows = table(Booking)
        booked = set(db.scalars(sa.select(rows.c.application_id)))
        owners = {a.key: a.number for a, _ in applications_of(db, bazaar_by_slug(db, fair.slug).key)}
    second = sorted(before, key=lambda each: each[2])[1][0]
    assert [owners[key] for key in booked] == [second], "the first in rank that is still there"


@wide
def test_nothing_is_published_while_somebody_may_object_or_waits_for_an_answer(shop, moment):
    fair = a_closed_fair(moment)
    write(lambda db: setattr(Person.get(db, OFFICER), "email", "petugas@contoh.id"))
    freeze(fair, moment)
    done(enter(fair, moment + HOUR))
    publish = (fair.desk + "/pembagian/terbitkan", {"version": "1"})
    says = {"text": "Yang diumumkan 4712"}
    with time_machine.travel(moment + 2 * HOUR):
        done(fair.officer.post(fair.desk + "/pembagian/hitung"))
        run_waiting()
        refused = fair.officer.post(publish[0], data=publish[1])
        assert refused.status_code == 422 and "masih boleh berkeberatan" in refused.text
        done(fair.chair(1).post(fair.page(1) + "/undian", data=says))
        done(fair.chair(1).post(fair.page(1) + "/undian", data=says), 409)
        assert "Yang diumumkan 4712" in world.client().get(f"/bazar/{fair.slug}/pembagian").text
        assert "Yang diumumkan 4712" in fair.officer.get(fair.desk + "/pembagian").text
        assert len(told("bazaar_objected")) >= 1
    with time_machine.travel(moment + timedelta(days=4)):
        assert fair.chair(2).post(fair.page(2) + "/undian", data=says).status_code == 422, "two days are over"
        assert "belum dijawab" in fair.officer.post(publish[0], data=publish[1]).text
        with read() as db:
            key = story_of(db, bazaar_by_slug(db, fair.slug).key).objections[0].key
        answer = {"answer": "Benar, kami betulkan"}
        done(fair.officer.post(f"{fair.desk}/pembagian/keberatan/{key}", data=answer))
        done(fair.officer.post(f"{fair.desk}/pembagian/keberatan/{key}", data=answer), 409)
        right = {"number": "4712", "reason": "Salah ketik"}
        assert fair.officer.post(fair.desk + "/pembagian/angka/betulkan", data={"number": "4712"}).status_code == 422
        done(fair.officer.post(fair.desk + "/pembagian/angka/betulkan", data=right))
        page = world.client().get(f"/bazar/{fair.slug}/pembagian").text
        assert "Angka dibetulkan dari 4711 menjadi 4712" in page and "Salah ketik" in page and "kami betulkan" in page
        done(fair.officer.post(publish[0], data=publish[1]), 409)  # a plan of the number before
        done(fair.officer.post(fair.desk + "/pembagian/hitung", data={"reason": "Angka dibetulkan"}))
        run_waiting()
        publish[1]["version"] = "2"
        assert "masih boleh berkeberatan" in fair.officer.post(publish[0], data=publish[1]).text, "two days anew"
    with time_machine.travel(moment + timedelta(days=8)):
        done(fair.officer.post(publish[0], data=publish[1]))
    stated = world.client().get(f"/bazar/{fair.slug}/undian.json").json()
    assert [(each["was"], each["became"]) for each in stated["corrections"]] == [("4711", "4712")]
    assert check_draw(stated).number == "4712" and len(stated["ranks"]) == 4


@wide
def test_no_choosing_among_sources_nor_among_their_numbers(shop, moment):
    fair = a_closed_fair(moment)
    write(lambda db: setattr(named_draw(bazaar_by_slug(db, fair.slug)), "times", 2))
    freeze(fair, moment)
    day = timedelta(days=1)
    other = {"source": "Undian lain", "digits": "4", "reason": "Tidak pernah keluar", "reading": "yang terakhir"}
    with time_machine.travel(moment + 2 * day + HOUR):
        other["draw_on"] = fairs.day(10)
        done(fair.officer.post(fair.desk + "/pembagian/sumber", data=other), 422)
    second = (moment + day).isoformat()
    refused = enter(fair, moment + day + HOUR, of=second)
    assert refused.status_code == 422, "a later number needs to say why the first is missing"
    assert enter(fair, moment + day + HOUR, of=(moment + HOUR).isoformat()).status_code == 422, "no moment of its own"
    for never in (moment - day, moment + 3 * day):
        assert enter(fair, moment + 9 * day, of=never.isoformat()).status_code == 422
    with time_machine.travel(moment + 3 * day + HOUR):
        before = fair.officer.post(fair.desk + "/pembagian/sumber", data=other | {"draw_on": fairs.day(0)})
        assert before.status_code == 422, "a moment that has come, or nearly"
        vague = fair.officer.post(
            fair.desk + "/pembagian/sumber", data=other | {"reading": "", "draw_on": fairs.day(10)}
        )
        assert vague.status_code == 422 and "angka mana yang dipakai" in vague.text
        late = fair.officer.post(fair.desk + "/pembagian/sumber", data=other | {"draw_on": fairs.day(60)})
        assert late.status_code == 422 and "sebelum hari terakhir bazar" in late.text
        done(fair.officer.post(fair.desk + "/pembagian/sumber", data=other))
        again = fair.officer.post(fair.desk + "/pembagian/sumber", data=other | {"draw_on": fairs.day(11)})
        assert again.status_code == 422, "not while it is to come"
        assert len(told("bazaar_draw_renamed")) == 4
        assert "Tidak pernah keluar" in world.client().get(f"/bazar/{fair.slug}/pembagian").text
    assert enter(fair, moment + 3 * day + HOUR).status_code == 422
    done(enter(fair, moment + 20 * day, "0001"))
    stated = world.client().get(f"/bazar/{fair.slug}/undian.json").json()
    assert check_draw(stated).number == "0001" and stated["renamed"][0]["reason"] == "Tidak pernah keluar"
    [renamed] = stated["renamed"]
    late = (datetime.fromisoformat(renamed["draw"]["at"]) - HOUR).isoformat()
    for wrong in ({"reason": " "}, {"at": late}, {"at": (moment + day).isoformat()}):
        with pytest.raises(Refused):
            check_draw(stated | {"renamed": [renamed | wrong]})


@wide
def test_a_missing_number_is_told_and_the_next_one_counts(shop, moment):
    fair = a_closed_fair(moment)
    freeze(fair, moment)
    second = (moment + timedelta(days=1)).isoformat()
    done(enter(fair, moment + timedelta(days=1, hours=1), of=second, missing="Bursa libur"))
    assert {(each["missing"], each["of_at"]) for each in told("bazaar_number")} == {("Bursa libur", second)}
    for page in (world.client().get(f"/bazar/{fair.slug}/pembagian"), fair.chair(0).get(fair.page(0))):
        assert "Bursa libur" in page.text
    stated = world.client().get(f"/bazar/{fair.slug}/undian.json").json()
    assert check_draw(stated).number == "4711" and stated["missing"] == "Bursa libur"


def picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (900, 700), "teal").save(file, "JPEG")
    return file.getvalue()


@wide
def test_before_witnesses_each_digit_has_a_group_and_nobody_draws_before_the_time(shop):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=3, booths=2)
    form = {"name": "Bazar Pesisir", "closes_on": fairs.day(5), "draw_way": "witnesses", "digits": "3"}
    refused = fair.officer.post(fair.desk, data=form | {"draw_on": fairs.day(4)})
    assert refused.status_code == 422 and "satu jam sesudah pendaftaran ditutup" in refused.text
    done(fair.officer.post(fair.desk, data=form | {"draw_on": fairs.day(7), "draw_at": "Aula"}))
    done(fair.officer.post(fair.desk + "/buka"))
    placeless = fair.officer.post(fair.desk, data=form | {"draw_at": "", "reason": "Pindah"})
    assert placeless.status_code == 422 and "di mana angkanya diambil" in placeless.text
    for number in range(3):
        fairs.register(fair, number)
    fairs.closed(fair)
    done(fair.officer.post(fair.desk + "/pembagian/bekukan"))
    drew = {"digit": ["0", "4", "2"], "drawn_by": numbers_of(fair), "minutes": "Tiga kelompok hadir."}
    with read() as db:
        at = named_draw(bazaar_by_slug(db, fair.slug)).at + HOUR
    with time_machine.travel(now() + timedelta(days=3)):
        assert world.as_person(here.officer).post(fair.desk + "/pembagian/angka", data=drew).status_code == 422
    with time_machine.travel(at):
        fair.officer = world.as_person(here.officer)
        for wrong in (
            {"minutes": ""},
            {"drawn_by": numbers_of(fair)[:2]},
            {"drawn_by": numbers_of(fair)[:1] * 3},
            {"digit": ["0", "4"]},
        ):
            assert fair.officer.post(fair.desk + "/pembagian/angka", data=drew | wrong).status_code == 422, wrong
        refused = fair.officer.post(fair.desk + "/pembagian/angka", data=drew | {"digit": ["0", "x", "2"]}).text
        assert re.search(r'id="digit-1"[^>]*aria-invalid="true"', refused) and refused.count('aria-invalid="true"') == 1
        done(fair.officer.post(fair.desk + "/pembagian/angka", data=drew))
        later = time_machine.travel(at + timedelta(days=4))
        with later, pytest.raises(Refused, match="photo_needed"), read() as db:
            require_settled(db, bazaar_by_slug(db, fair.slug))
        photo = {"photo": ("undian.jpg", picture(), "image/jpeg")}
        done(fair.officer.post(fair.desk + "/pembagian/foto", files=photo))
        done(fair.officer.post(fair.desk + "/pembagian/foto", files=photo), 409)
    page = world.client().get(f"/bazar/{fair.slug}/pembagian").text
    assert "Diambil oleh: Kelompok 0, Kelompok 1, Kelompok 2." in page and "Tiga kelompok hadir." in page
    assert re.search(r'src="/media/[\w-]+-800\.webp"', page) and ">042<" in page
    assert "dengan fotonya" in page and "dengan sumbernya" not in page
    told = world.client().get(f"/bazar/{fair.slug}/undian.json").json()
    assert check_draw(told).number == "042" and told["place"] == "Aula" and re.search(r"Aula\s*</p>", page)


def run_with_a_pin(fair: fairs.Fair) -> dict[str, str]:
    """Runs, fixes the last that was left out in the only booth, and runs again; what was fixed."""
    desk = fair.desk + "/pembagian"
    done(fair.officer.post(desk + "/hitung"))
    run_waiting()
    with read() as db:
        out = plans_of(db, bazaar_by_slug(db, fair.slug).key)[0].file["rejected"][-1]["group"]
    slot = re.search(r"hari=(\d+)", fair.officer.get(desk).text)[1]
    pin = {"group": out, "slot": slot, "booths": "A01", "reason": "Demo masak"}
    done(fair.officer.post(desk + "/tetapkan", data=pin))
    done(fair.officer.post(desk + "/hitung", data={"reason": "Ada penempatan tetap"}))
    run_waiting()
    return pin


@wide
def test_what_pins_changed_stands_beside_the_plan_of_the_draw_alone(shop, moment, monkeypatch):
    monkeypatch.setattr("market.bazaars.allotting.plan.usual_budget", lambda groups, slots: 2_000)
    fair = a_closed_fair(moment, groups=3, booths=1)
    freeze(fair, moment)
    done(enter(fair, moment + HOUR))
    desk = fair.desk + "/pembagian"
    with time_machine.travel(moment + timedelta(days=4)):
        with read() as db:
            slot = re.search(r"hari=(\d+)", fair.officer.get(desk).text)
            assert slot is None and plans_of(db, bazaar_by_slug(db, fair.slug).key) == []
        pin = run_with_a_pin(fair)
        done(fair.officer.post(desk + "/tetapkan", data=pin | {"booths": ""}))
        done(fair.officer.post(desk + "/terbitkan", data={"version": "2"}), 409)  # nobody could read the reason
        done(fair.officer.post(desk + "/tetapkan", data=pin))
        done(fair.officer.post(desk + "/terbitkan", data={"version": "2"}))
    anybody, root = world.client(), f"/bazar/{fair.slug}"
    page = anybody.get(root + "/pembagian").text
    assert "Yang diubah penempatan tetap" in page and "Demo masak" in page
    plain = anybody.get(root + "/tanpa-penempatan/plan.json").json()
    both_plans = plain, anybody.get(root + "/plan.json").json()
    assert pin["group"] not in {each["group"] for each in plain["placements"]}
    assert pin["group"] in {each["group"] for each in both_plans[1]["placements"]}
    assert anybody.get(root + "/tanpa-penempatan/instance.json").json()["pins"] == []


@wide
def test_a_citizen_computes_it_again_with_nothing_but_the_page(shop, moment, tmp_path):
    fair = a_closed_fair(moment)
    freeze(fair, moment)
    done(enter(fair, moment + HOUR))
    anybody, root = world.client(), f"/bazar/{fair.slug}"
    draw = f"market verify --draw {fair.slug}-undian.json --explain"
    told = " ".join(anybody.get(root + "/pembagian").text.split())
    assert f"{draw} id<" in told, "it answers in the language of the page"
    english = world.client()
    english.cookies.set("bahasa", "en")
    assert f"{draw} en<" in " ".join(english.get(root + "/pembagian").text.split())
    early = anybody.get(root + "/undian.json").json()
    assert early["ranks"] == [] and len(early["lotteries"]) == 4
    with time_machine.travel(moment + timedelta(days=4)):
        done(fair.officer.post(fair.desk + "/pembagian/hitung"))
        run_waiting()
        done(fair.officer.post(fair.desk + "/pembagian/terbitkan", data={"version": "1"}))
    names = ("undian", "instance", "daftar-lengkap", "plan")
    for name in names:
        (tmp_path / f"{name}.json").write_bytes(anybody.get(f"{root}/{name}.json").content)
    files = [str(tmp_path / f"{name}.json") for name in names]
    ran = CliRunner().invoke(app, ["verify", files[1], "--draw", files[0], "--sealed", files[2]])
    assert ran.exit_code == 0 and f"seed {early['seed']}" in ran.output, ran.output
    whole = ["verify", files[1], files[3], "--draw", files[0]]
    ran = CliRunner().invoke(app, whole)
    assert ran.exit_code == 0, ran.output
    other = json.loads((tmp_path / "plan.json").read_text())
    (tmp_path / "seed.json").write_text(json.dumps(other | {"seed": other["seed"] + 1}))
    ran = CliRunner().invoke(app, [*whole[:2], str(tmp_path / "seed.json"), *whole[3:], "--no-rerun"])
    assert ran.exit_code == 1 and "seed" in ran.output, "a run that does not begin from the draw"
    good = json.loads((tmp_path / "undian.json").read_text())
    first, last = good["ranks"][0], good["ranks"][-1]
    for change in (
        {"seed": good["seed"] + 1}, {"number": "4712"}, {"list": good["list"].replace("A01", "A09")},
        {"frozen_at": good["of"]}, {"of": good["frozen_at"]}, {"ranks": [last, *good["ranks"][1:-1], first]},
        {"draw": good["draw"] | {"source": "x"}}, {"lotteries": {}}, {"seed": "4"}, {"list": 7}, {"ranks": [7]},
        {"frozen_at": "kemarin"}, {"number": "4711 "}, {"draw": []},
    ):  # fmt: skip
        (tmp_path / "bad.json").write_text(json.dumps(good | change))
        ran = CliRunner().invoke(app, ["verify", "--draw", str(tmp_path / "bad.json")])
        assert ran.exit_code == 1, change
    other = json.loads((tmp_path / "instance.json").read_text())
    other["groups"][0]["points"] += 40
    (tmp_path / "other.json").write_text(json.dumps(other))
    ran = CliRunner().invoke(app, ["verify", str(tmp_path / "other.json"), "--draw", files[0], "--sealed", files[2]])
    assert ran.exit_code == 1


@wide
def test_the_state_of_who_gave_up_stays_and_judging_ends_with_the_freeze(shop, moment):
    fair = a_closed_fair(moment, groups=2)
    numbers = numbers_of(fair)
    done(fair.officer.post(f"{fair.desk}/pendaftaran/{numbers[0]}", data={"verdict": "not_eligible", "note": "Izin"}))
    early = {"group": numbers[1], "reason": "Izin palsu"}
    done(fair.officer.post(fair.desk + "/pembagian/sisihkan", data=early), 409)
    freeze(fair, moment)
    with read() as db:
        found = {a.number: a.state for a, _ in applications_of(db, bazaar_by_slug(db, fair.slug).key)}
    assert found == {numbers[0]: ApplicationState.NOT_ELIGIBLE, numbers[1]: ApplicationState.ELIGIBLE}
    done(enter(fair, moment + HOUR))
    assert [each[0] for each in ranked(fair)] == [numbers[1]]
