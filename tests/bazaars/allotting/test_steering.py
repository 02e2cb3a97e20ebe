"""A correction takes two officers where there are two; a draw too late is refused; who is off the list has no say."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from market.bazaars.allocation.draw_file import CheckedDraw, check_seed, hash_of, seed_of
from market.bazaars.allotting.correcting import confirmable
from market.bazaars.allotting.objection import story_of
from market.bazaars.allotting.opening import withheld
from market.bazaars.allotting.runs import run_waiting
from market.bazaars.bazaar import bazaar_by_slug
from market.bazaars.planning.named_draw import named_draw
from market.bazaars.registering.application import ReservedShare, applications_of
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.kernel.refused import Refused
from market.people.access import CLOCK
from market.people.helpers import Officer
from market.people.person import Person
from tests import world
from tests.bazaars import world as fairs
from tests.bazaars.allotting.test_draw import HOUR, a_closed_fair, enter, freeze, moment, numbers_of, told
from tests.bazaars.world import done
from tests.conftest import wide

__all__ = ["moment"]
DAY = timedelta(days=1)


def a_colleague() -> int:
    """Another officer of the same place, who came long ago."""

    return write(lambda db: an_officer(db, "Ibu Lain", "lain@contoh.id").key)


def an_officer(db, name: str, email: str) -> Person:
    person = Person(name=name, email=email, password_hash=world.hashed(world.PASSWORD)).add(db)
    Officer(person_id=person.key, place="71.72", agency="Dinas Perikanan Bitung", since=now() - 90 * DAY).add(db)
    return person


@wide
def test_nobody_is_alone_because_her_colleagues_are_close(shop, moment):
    fair = a_closed_fair(moment)
    other = a_colleague()
    with read() as db:
        first = bazaar_by_slug(db, fair.slug).made_by_id

    def brought(db) -> None:
        office = db.query(Officer).filter_by(person_id=other).one()
        office.given_by_id, office.since = first, now() - DAY

    write(brought)
    freeze(fair, moment)
    done(enter(fair, moment + HOUR))
    fix, right = fair.desk + "/pembagian/angka/betulkan", {"number": "4712", "reason": "Salah ketik"}
    with time_machine.travel(moment + 2 * HOUR):
        done(fair.officer.post(fix, data=right))
        assert the_number(fair) == "4711", "it waits, although the two are close"
        one = f"{fair.desk}/pembagian/pastikan/{waiting(fair)}"
        assert fair.officer.post(one, data={"act": "confirm"}).status_code == 422
        assert may_confirm(first) == set() and may_confirm(other) == {waiting(fair)}
        third = write(lambda db: an_officer(db, "Ibu Ketiga", "ketiga@contoh.id").key)
        assert may_confirm(other) == set() and may_confirm(third) == {waiting(fair)}, "one who is not close comes first"
        write(lambda db: db.execute(sa.delete(table(Officer)).where(table(Officer).c.person_id == third)) and None)
        done(world.as_person(other).post(one, data={"act": "confirm"}))
    assert the_number(fair) == "4712"


def may_confirm(person_id: int) -> frozenset[int]:
    with read() as db:
        return confirmable(db, person_id)


def the_number(fair) -> str:
    with read() as db:
        return bazaar_by_slug(db, fair.slug).number_drawn


def waiting(fair) -> int:
    with read() as db:
        return story_of(db, bazaar_by_slug(db, fair.slug).key).changes[-1].key


@wide
def test_a_second_officer_confirms_a_correction(shop, moment):
    fair = a_closed_fair(moment)
    other = a_colleague()
    freeze(fair, moment)
    done(enter(fair, moment + HOUR))
    fix, right = fair.desk + "/pembagian/angka/betulkan", {"number": "4712", "reason": "Salah ketik"}
    with time_machine.travel(moment + 2 * HOUR):
        done(fair.officer.post(fix, data=right))
        done(fair.officer.post(fix, data=right), 409)
        assert the_number(fair) == "4711" and len(told("bazaar_number")) == 4 and len(told("bazaar_correction")) == 1
        one = f"{fair.desk}/pembagian/pastikan/{waiting(fair)}"
        refused = fair.officer.post(one, data={"act": "confirm"})
        assert refused.status_code == 422 and "petugas lain" in refused.text, "not by the one who asked"
        page = world.client().get(f"/bazar/{fair.slug}/pembagian").text
        assert "menunggu petugas kedua" in page and "Salah ketik" in page
        assert world.client().get(f"/bazar/{fair.slug}/undian.json").json()["corrections"] == []
        second = world.as_person(other)
        assert 'value="confirm"' in second.get(fair.desk + "/pembagian").text
        assert 'value="confirm"' not in fair.officer.get(fair.desk + "/pembagian").text
        assert second.post(one, data={"act": "drop"}).status_code == 422, "a refusal says why"
        done(second.post(one, data={"act": "drop", "answer": "Di koran 4711"}))
        done(second.post(one, data={"act": "confirm"}), 409)
        assert "Di koran 4711" in world.client().get(f"/bazar/{fair.slug}/pembagian").text
        done(fair.officer.post(fix, data=right))
        done(second.post(f"{fair.desk}/pembagian/pastikan/{waiting(fair)}", data={"act": "confirm"}))
    assert the_number(fair) == "4712" and len(told("bazaar_number")) == 8
    stated = world.client().get(f"/bazar/{fair.slug}/undian.json").json()
    assert [each["became"] for each in stated["corrections"]] == ["4712"]
    page = world.client().get(f"/bazar/{fair.slug}/pembagian").text
    assert "Dipastikan" in page and "Ibu Lain" in page


@wide
def test_who_typed_a_disputed_number_does_not_keep_it_alone(shop, moment):
    """Neither by answering the objection herself, nor by dropping what another officer would correct."""
    fair = a_closed_fair(moment)
    other = a_colleague()
    freeze(fair, moment)
    done(enter(fair, moment + HOUR))
    page, fix = fair.desk + "/pembagian", fair.desk + "/pembagian/angka/betulkan"
    right, answer = {"number": "4712", "reason": "Salah ketik"}, {"answer": "Sudah dicocokkan"}
    with time_machine.travel(moment + 2 * HOUR):
        second, says = world.as_person(other), {"text": "Yang diumumkan 4712"}
        done(fair.chair(1).post(fair.page(1) + "/undian", data=says))
        first = objection_to(fair)
        mine, hers = fair.officer.get(page).text, second.get(page).text
        assert "Dijawab petugas lain: Ibu Lain." in mine and first not in mine and first in hers
        refused = fair.officer.post(first, data=answer)
        assert refused.status_code == 422 and "dikatakan petugas lain" in refused.text
        done(second.post(fix, data=right))
        assert 'value="drop"' not in fair.officer.get(page).text and 'value="drop"' in second.get(page).text
        drop = {"act": "drop", "answer": "Benar 4711"}
        assert fair.officer.post(f"{page}/pastikan/{waiting(fair)}", data=drop).status_code == 422
        done(second.post(f"{page}/pastikan/{waiting(fair)}", data=drop))  # what she herself asked
        done(second.post(fix, data=right))
        done(fair.officer.post(f"{page}/pastikan/{waiting(fair)}", data={"act": "confirm"}))
        assert the_number(fair) == "4712"
        done(second.post(first, data=answer), 422)  # by her word it stands now
        done(fair.officer.post(first, data=answer))


def objection_to(fair) -> str:
    """Where the first objection is answered."""
    with read() as db:
        return f"{fair.desk}/pembagian/keberatan/{story_of(db, bazaar_by_slug(db, fair.slug).key).objections[0].key}"


@wide
def test_nothing_is_published_while_a_correction_waits(shop, moment):
    fair = a_closed_fair(moment)
    a_colleague()
    freeze(fair, moment)
    done(enter(fair, moment + HOUR))
    with time_machine.travel(moment + 4 * DAY):
        done(fair.officer.post(fair.desk + "/pembagian/hitung"))
        run_waiting()
        right = {"number": "4712", "reason": "Salah ketik"}
        done(fair.officer.post(fair.desk + "/pembagian/angka/betulkan", data=right))
        refused = fair.officer.post(fair.desk + "/pembagian/terbitkan", data={"version": "1"})
        assert refused.status_code == 422 and "menunggu petugas kedua" in refused.text


@wide
def test_who_withdrew_before_the_freeze_has_nothing_to_object_to(shop, moment):
    fair = a_closed_fair(moment)
    done(fair.chair(0).post(fair.page(0) + "/tarik"))
    freeze(fair, moment)
    done(enter(fair, moment + HOUR))
    with time_machine.travel(moment + 2 * HOUR):
        done(fair.chair(0).post(fair.page(0) + "/undian", data={"text": "Bukan itu"}), 409)
        assert "Angkanya tidak benar" not in fair.chair(0).get(fair.page(0)).text
        done(fair.chair(1).post(fair.page(1) + "/undian", data={"text": "Bukan itu"}))


@wide
def test_who_withdrew_before_the_freeze_withholds_nothing(shop, moment):
    """One of the reserved share that citizens may not see, judged eligible and gone before the list: in no file."""
    fair = a_closed_fair(moment)

    def reserved(db) -> None:
        bazaar = bazaar_by_slug(db, fair.slug)
        first = applications_of(db, bazaar.key)[0][0]
        first.reserved, first.reserved_share = True, ReservedShare.HIDDEN

    write(reserved)
    fairs.judged(fair)
    write(reserved)
    done(fair.chair(0).post(fair.page(0) + "/tarik"))
    freeze(fair, moment)
    with read() as db:
        bazaar = bazaar_by_slug(db, fair.slug)
        assert not withheld(db, bazaar)
        assert bazaar.frozen_at and bazaar.frozen_at >= moment - 2 * HOUR and not bazaar.frozen_at.microsecond
    page = re.sub(r"\s+", " ", world.client().get(f"/bazar/{fair.slug}/pembagian").text)
    assert "Daftar 3 pendaftar dibekukan" in page
    done(fair.chair(1).post(fair.page(1) + "/tarik"))
    page = re.sub(r"\s+", " ", world.client().get(f"/bazar/{fair.slug}/pembagian").text)
    assert "Daftar 3 pendaftar dibekukan" in page, "as the list was, whoever gives up later"


@wide
def test_a_cancelled_bazaar_of_an_older_rule_is_still_shown_to_its_groups(shop, moment):
    fair = a_closed_fair(moment)
    freeze(fair, moment)
    done(enter(fair, moment + HOUR))
    with time_machine.travel(moment + 2 * HOUR):
        assert "Angkanya tidak benar" in fair.chair(0).get(fair.page(0)).text

    def older(db) -> None:
        bazaar = bazaar_by_slug(db, fair.slug)
        bazaar.frozen_list = "[]"
        bazaar.cancel("Banjir", CLOCK)

    write(older)
    with time_machine.travel(moment + 2 * HOUR):
        page = fair.chair(0).get(fair.page(0))
    assert page.status_code == 200 and "Angkanya tidak benar" not in page.text
    assert world.client().get(f"/bazar/{fair.slug}/pembagian").status_code == 200


@wide
def test_who_objected_may_object_again_when_the_same_number_is_entered_anew(shop, moment):
    fair = a_closed_fair(moment)
    freeze(fair, moment)
    done(enter(fair, moment + HOUR))
    says = {"text": "Bukan itu"}
    with time_machine.travel(moment + 2 * HOUR):
        done(fair.chair(0).post(fair.page(0) + "/undian", data=says))
        for number in ("4712", "4711"):
            right = {"number": number, "reason": "Salah ketik"}
            done(fair.officer.post(fair.desk + "/pembagian/angka/betulkan", data=right))
        assert the_number(fair) == "4711"
        assert "Angkanya tidak benar" in fair.chair(0).get(fair.page(0)).text
        done(fair.chair(0).post(fair.page(0) + "/undian", data=says))
        assert "Angkanya tidak benar" not in fair.chair(0).get(fair.page(0)).text
        done(fair.chair(0).post(fair.page(0) + "/undian", data=says), 409)


@wide
def test_odd_numbers_are_refused_and_blanks_around_one_are_not(shop, moment):
    fair = a_closed_fair(moment)
    freeze(fair, moment)
    odd = ("４７１１", "٤٧١١", "47 11", "4711\n1", "-711", "471", "47110", "", "4" * 40, "⁴711", "47１1")
    for number in odd:
        refused = enter(fair, moment + HOUR, number)
        assert refused.status_code == 422 and "4 angka" in refused.text, number
    for of in ("kemarin", "2026-01-01", "9999-12-31T23:59:59+00:00", "'", "0" * 40):
        assert enter(fair, moment + HOUR, of=of).status_code == 422, of
    done(enter(fair, moment + HOUR, "  4711 "))
    assert the_number(fair) == "4711"


@wide
def test_a_draw_less_than_two_days_before_the_bazaar_is_refused(shop):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=1, booths=1)  # it begins on the twentieth day, at nine
    form = {"name": "Bazar Pesisir", "closes_on": fairs.day(5), "category_limit": "6", **fairs.DRAW}
    for offset, hour in ((25, "10:00"), (20, "08:00"), (18, "09:00")):
        late = fair.officer.post(fair.desk, data=form | {"draw_on": fairs.day(offset), "draw_time": hour})
        assert late.status_code == 422 and "lebih dari dua hari sebelum" in late.text, offset
    done(fair.officer.post(fair.desk, data=form | {"draw_on": fairs.day(18), "draw_time": "08:59"}))
    done(fair.officer.post(fair.desk + "/hari", data={"day": fairs.day(19), "starts": "09:00", "ends": "17:00"}))
    refused = fair.officer.post(fair.desk + "/buka")
    assert refused.status_code == 422 and "lebih dari dua hari sebelum" in refused.text, "a day that was added later"


@wide
def test_which_digits_count_is_said_before_anybody_registers(shop):
    """Of "7.214,38" four digits may be read in many ways: whoever types them would choose, and be right each time."""
    fair = fairs.a_fair(world.a_shop().officer, groups=1, booths=1)
    form = {"name": "Bazar Pesisir", "closes_on": fairs.day(5), "category_limit": "6", **fairs.DRAW}
    vague = fair.officer.post(fair.desk, data=form | {"reading": " "})
    assert vague.status_code == 422 and "angka mana yang dipakai" in vague.text
    write(lambda db: setattr(named_draw(bazaar_by_slug(db, fair.slug)), "reading", ""))  # a draft of before
    vague = fair.officer.post(fair.desk + "/buka")
    assert vague.status_code == 422 and "angka mana yang dipakai" in vague.text
    done(fair.officer.post(fair.desk, data=form))
    done(fair.officer.post(fair.desk + "/buka"))


@wide
def test_who_freezes_after_the_hour_of_the_witnesses_draws_the_next_day(shop):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=2, booths=1)
    form = {"name": "Bazar Pesisir", "closes_on": fairs.day(5), "draw_way": "witnesses", "digits": "2"}
    done(fair.officer.post(fair.desk, data=form | {"draw_on": fairs.day(7), "draw_at": "Aula"}))
    done(fair.officer.post(fair.desk + "/buka"))
    for number in range(2):
        fairs.register(fair, number)
    fairs.closed(fair)
    with read() as db:
        at = named_draw(bazaar_by_slug(db, fair.slug)).at
    with time_machine.travel(at + HOUR):
        done(world.as_person(here.officer).post(fair.desk + "/pembagian/bekukan"))
    drew = {"digit": ["0", "4"], "drawn_by": numbers_of(fair), "minutes": "Dua kelompok hadir."}
    for offset, answer in ((2 * HOUR, 422), (DAY - timedelta(seconds=1), 422), (DAY, 303)):
        with time_machine.travel(at + offset):
            done(world.as_person(here.officer).post(fair.desk + "/pembagian/angka", data=drew), answer)
    with read() as db:
        assert {a.number for a, _ in applications_of(db, bazaar_by_slug(db, fair.slug).key)} == set(numbers_of(fair))


def test_with_a_reserved_share_the_seed_is_checked_with_the_sealed_list():
    sealed = '{"groups": [], "secret": "s"}'
    listed = {"sealed": hash_of(sealed), "rules": {"reserved_groups": {"2026-12-05T09:00": 1}}}
    draw = CheckedDraw("sha256:0", "4711", 7, {}, [], listed, [])
    check_seed(draw, {"seed": seed_of("7", "s")}, sealed)
    for seed, opened in ((seed_of("7", "s"), None), (7, sealed), (seed_of("7", "t"), sealed.replace('"s"', '"t"'))):
        with pytest.raises(Refused):
            check_seed(draw, {"seed": seed}, opened)
