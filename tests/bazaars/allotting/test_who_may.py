"""Nobody takes a group off a list alone: giving up is its own word, and finding it unfit takes two officers."""

import re
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from market.bazaars.allocation.draw_file import check_draw
from market.bazaars.allotting.draw import listed
from market.bazaars.allotting.objection import story_of
from market.bazaars.bazaar import bazaar_by_slug
from market.bazaars.booking.telling import MOST_A_DAY
from market.bazaars.planning.named_draw import named_draw
from market.bazaars.registering.application import Application, find_application
from market.bazaars.registering.application_slot import slots_asked
from market.bazaars.registering.judging import Judging
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.kernel.refused import Refused
from market.people.group import Group
from market.people.helpers import Facilitation
from market.people.person import Person
from tests import world
from tests.bazaars import world as fairs
from tests.bazaars.allotting.test_draw import HOUR, a_closed_fair, enter, freeze, moment, numbers_of, told
from tests.bazaars.allotting.test_steering import DAY, a_colleague, the_number, waiting
from tests.bazaars.world import done, group_id
from tests.conftest import wide

__all__ = ["moment"]


def state_of(fair, number: int) -> str:
    with read() as db:
        found = find_application(db, bazaar_by_slug(db, fair.slug).key, group_id(fair.groups[number][0]))
        return found.state.value


def confirms(fair) -> str:
    """Where the second officer answers what waits for her."""
    return f"{fair.desk}/pembagian/pastikan/{waiting(fair)}"


def events(fair) -> list[tuple[str, str]]:
    with read() as db:
        return [(each.kind.value, each.was) for each in story_of(db, bazaar_by_slug(db, fair.slug).key).changes]


@wide
def test_no_helper_takes_a_group_off_the_list_and_what_it_does_itself_is_read(shop, moment):
    fair = a_closed_fair(moment)
    numbers = numbers_of(fair)
    for when in (moment - 3 * HOUR, moment + 2 * HOUR):
        with time_machine.travel(when):
            refused = fair.officer.post(fair.page(0) + "/tarik")
            assert refused.status_code == 422 and "oleh kelompoknya sendiri" in refused.text
        if when < moment:
            freeze(fair, moment)
            done(enter(fair, moment + HOUR))
    assert state_of(fair, 0) == "eligible" and events(fair) == []
    with time_machine.travel(moment + 2 * HOUR):
        assert "/tarik" not in fair.officer.get(fair.page(0)).text
        pinned = world.named_by_pin(*fair.groups[0], giver=fair.groups[1][1])
        assert "/tarik" not in pinned.get(fair.page(0)).text
        done(pinned.post(fair.page(0) + "/tarik"), 422)
        mine = fair.chair(0)
        assert "/tarik" in mine.get(fair.page(0)).text
        for until, code in ((moment + timedelta(hours=9), 422), (None, 303)):
            write(lambda db, until=until: setattr(Person.get(db, fair.groups[0][1]), "restricted_until", until))
            done(mine.post(fair.page(0) + "/tarik"), code)
        page = world.client().get(f"/bazar/{fair.slug}/pembagian").text
    assert events(fair) == [("withdrawn", numbers[0])] and f"{numbers[0]} menarik diri" in page
    assert "Ketua" not in page, "a number, never a name"
    assert [each["by"] for each in told("bazaar_withdrawn")] == ["Ketua 0"]
    stated = world.client().get(f"/bazar/{fair.slug}/undian.json").json()
    assert [(each["number"], each["why"]) for each in stated["skipped"]] == [(numbers[0], "withdrawn")]


@wide
def test_a_facilitator_takes_back_while_registration_is_open_and_the_group_is_told(shop):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=2, booths=2)
    done(fair.officer.post(fair.desk + "/buka"))
    for number in (0, 1):
        fairs.register(fair, number)
    write(lambda db: Facilitation(group_id=group_id(fair.groups[0][0]), person_id=here.facilitator).add(db))
    helper = world.as_person(here.facilitator)
    assert fair.officer.post(fair.page(0) + "/tarik").status_code == 422
    done(helper.post(fair.page(0) + "/tarik"))
    assert len(told("bazaar_withdrawn")) == 1 and state_of(fair, 0) == "withdrawn"
    fairs.register(fair, 0)
    fairs.closed(fair)
    assert helper.post(fair.page(0) + "/tarik").status_code == 422
    assert state_of(fair, 0) == "submitted"
    sent_back(fair, 1)
    assert fair.officer.post(fair.page(1) + "/tarik").status_code == 422, "not by sending it back first"
    assert state_of(fair, 1) == "returned"


def sent_back(fair, number: int) -> None:
    def work(db):
        found = find_application(db, bazaar_by_slug(db, fair.slug).key, group_id(fair.groups[number][0]))
        db.execute(sa.update(table(Application)).where(table(Application).c.id == found.key).values(state="returned"))

    write(work)


@wide
def test_fewer_days_than_were_sent_are_given_up_like_all_of_them(shop):
    """By an officer never, not of what she sent back either; by whom a code let in after her rest; a helper's are
    told."""
    fair = fairs.a_fair(world.a_shop().officer, groups=2, booths=2)
    done(fair.officer.post(fair.desk + "/buka"))
    fairs.register(fair, 0, accepts_fewer_slots="1")
    slots = re.findall(r'name="slots"\s+value="(\d+)"', fair.chair(0).get(fair.page(0)).text)
    sent = {"slots": slots, "booths_min": "1", "booths_max": "1", "goods": "Kerupuk", "accepts_fewer_slots": "1"}
    fewer, whole = sent | {"slots": slots[:1]}, {key: sent[key] for key in sent if key != "accepts_fewer_slots"}
    for less in (fewer, whole):
        refused = fair.officer.post(fair.page(0), data=less)
        assert refused.status_code == 422 and "oleh kelompoknya sendiri" in refused.text
    done(fair.officer.post(fair.page(0), data=sent | {"booths_max": "2", "needs": "electricity", "watt": "300"}))
    assert fair.officer.post(fair.page(0), data=sent).status_code == 422, "a booth fewer"
    chair = fair.groups[0][1]
    write(lambda db: setattr(Person.get(db, chair), "restricted_until", now() + timedelta(hours=9)))
    refused = fair.chair(0).post(fair.page(0), data=fewer)
    assert refused.status_code == 422 and "menunggu sampai" in refused.text and asked_days(fair) == len(slots)
    done(fair.chair(0).post(fair.page(0), data=sent | {"booths_max": "2", "goods": "Kerupuk udang"}))
    write(lambda db: setattr(Person.get(db, chair), "restricted_until", None))
    done(fair.chair(0).post(fair.page(0), data=fewer))
    assert asked_days(fair) == 1 and told("bazaar_withdrawn") == [], "its own word needs no letter"
    done(fair.chair(0).post(fair.page(0), data=sent))
    pinned = world.named_by_pin(*fair.groups[0], giver=fair.groups[1][1])
    done(pinned.post(fair.page(0), data=fewer))
    assert [each["less"] for each in told("bazaar_withdrawn")] == [True] and asked_days(fair) == 1
    done(fair.chair(0).post(fair.page(0), data=sent))
    fairs.judged(fair, verdict="returned", note="Lengkapi")
    assert fair.officer.post(fair.page(0), data=fewer).status_code == 422, "she would send it back for that"
    assert asked_days(fair) == len(slots)
    done(pinned.post(fair.page(0), data=fewer | {"then": "draft"}))
    assert len(told("bazaar_withdrawn")) == 2 and asked_days(fair) == 1, "told before it is sent again"
    done(pinned.post(fair.page(0), data=fewer))
    assert len(told("bazaar_withdrawn")) == 2


def sent_of(fair) -> dict[str, object]:
    """What the form of the first group sends, as it was registered."""
    slots = re.findall(r'name="slots"\s+value="(\d+)"', fair.chair(0).get(fair.page(0)).text)
    return {"slots": slots, "booths_min": "1", "booths_max": "1", "goods": "Kerupuk", "accepts_fewer_slots": "1"}


def rests(fair, until) -> None:
    write(lambda db: setattr(Person.get(db, fair.groups[0][1]), "restricted_until", until))


@wide
def test_what_another_asks_for_in_a_sent_registration_is_told_to_the_group(shop):
    """More booths at least is all or nothing, so it is given up; other needs and goods keep it out as surely."""
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=2, booths=2)
    done(fair.officer.post(fair.desk + "/buka"))
    fairs.register(fair, 0, accepts_fewer_slots="1", booths_max="2")
    write(lambda db: Facilitation(group_id=group_id(fair.groups[0][0]), person_id=here.facilitator).add(db))
    sent = sent_of(fair) | {"booths_max": "2"}
    done(fair.chair(0).post(fair.page(0), data=sent))
    whole, other = sent | {"booths_min": "2"}, sent | {"needs": ["electricity"], "watt": "9000", "goods": "Bensin"}
    refused = fair.officer.post(fair.page(0), data=whole)
    assert refused.status_code == 422 and "oleh kelompoknya sendiri" in refused.text
    rests(fair, now() + timedelta(hours=9))
    assert fair.chair(0).post(fair.page(0), data=whole).status_code == 422, "let in by a code"
    done(fair.chair(0).post(fair.page(0), data=other))
    assert len(told("bazaar_rewritten")) == 1, "by whom a code let in"
    rests(fair, None)
    done(fair.chair(0).post(fair.page(0), data=sent))
    pinned = world.named_by_pin(*fair.groups[0], giver=fair.groups[1][1])
    helpers = (fair.officer, world.as_person(here.facilitator), pinned)
    for before, helper in enumerate(helpers, 1):
        done(helper.post(fair.page(0), data=other))
        assert [each["again"] for each in told("bazaar_rewritten")][before:] == [False], before
        done(helper.post(fair.page(0), data=other))
        done(fair.chair(0).post(fair.page(0), data=sent))
    assert len(told("bazaar_rewritten")) == 1 + len(helpers), "neither what stays nor its own word"
    done(pinned.post(fair.page(0), data=whole))
    assert [each["less"] for each in told("bazaar_withdrawn")] == [True]
    written = [
        helpers[1].post(fair.page(0), data=other | {"goods": f"Ikan {n}"}).status_code for n in range(MOST_A_DAY)
    ]
    assert written == [303] * (MOST_A_DAY - 1) + [429], "each is told to the group"


@wide
def test_what_a_group_took_back_nobody_else_sends_again(shop):
    """A helper writes a draft of it; what she took back on its word she sends again, and the group is told."""
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=2, booths=2)
    done(fair.officer.post(fair.desk + "/buka"))
    fairs.register(fair, 0, accepts_fewer_slots="1")
    write(lambda db: Facilitation(group_id=group_id(fair.groups[0][0]), person_id=here.facilitator).add(db))
    sent, own = sent_of(fair), fair.chair(0)
    facilitator = world.as_person(here.facilitator)
    pinned = world.named_by_pin(*fair.groups[0], giver=fair.groups[1][1])
    done(own.post(fair.page(0) + "/tarik"))
    for helper in (fair.officer, facilitator, pinned):
        refused = helper.post(fair.page(0), data=sent)
        assert refused.status_code == 422 and "ditarik oleh kelompoknya sendiri" in refused.text
        assert 'value="draft"' in helper.get(fair.page(0)).text and 'value="send"' not in helper.get(fair.page(0)).text
    done(facilitator.post(fair.page(0), data=sent | {"then": "draft"}))
    assert state_of(fair, 0) == "draft" and facilitator.post(fair.page(0), data=sent).status_code == 422
    done(facilitator.post(fair.page(0) + "/tarik"))  # her own word, over a draft of hers, takes no "no" away
    done(facilitator.post(fair.page(0), data=sent | {"then": "draft"}))
    assert facilitator.post(fair.page(0), data=sent).status_code == 422
    rests(fair, now() + timedelta(hours=9))
    assert own.post(fair.page(0), data=sent).status_code == 422, "let in by a code"
    rests(fair, None)
    done(own.post(fair.page(0), data=sent))
    assert state_of(fair, 0) == "submitted" and told("bazaar_rewritten") == []
    done(facilitator.post(fair.page(0) + "/tarik"))
    done(facilitator.post(fair.page(0), data=sent | {"then": "draft"}))
    done(facilitator.post(fair.page(0), data=sent))
    assert state_of(fair, 0) == "submitted" and [each["again"] for each in told("bazaar_rewritten")] == [True]


def asked_days(fair) -> int:
    with read() as db:
        found = find_application(db, bazaar_by_slug(db, fair.slug).key, group_id(fair.groups[0][0]))
        return len(slots_asked(db, found.key))


@wide
def test_not_letting_a_group_in_takes_two_officers(shop, moment):
    fair = a_closed_fair(moment)
    other = a_colleague()
    freeze(fair, moment)
    done(enter(fair, moment + HOUR))
    number, aside = numbers_of(fair)[1], fair.desk + "/pembagian/sisihkan"
    with time_machine.travel(moment + 2 * HOUR):
        for answer in (303, 409):
            done(fair.officer.post(aside, data={"group": number, "reason": "Izin palsu"}), answer)
        assert state_of(fair, 1) == "eligible" and told("bazaar_set_aside") == []
        one = f"{fair.desk}/pembagian/pastikan/{waiting(fair)}"
        assert fair.officer.post(one, data={"act": "confirm"}).status_code == 422
        page = world.client().get(f"/bazar/{fair.slug}/pembagian").text
        assert "Menunggu petugas kedua" in page and "Izin palsu" in page
        second = world.as_person(other)
        assert "Izin palsu" in second.get(fair.desk + "/pembagian").text
        done(second.post(one, data={"act": "drop", "answer": "Izinnya asli"}))
        done(second.post(one, data={"act": "confirm"}), 409)
        assert state_of(fair, 1) == "eligible"
        done(fair.officer.post(aside, data={"group": number, "reason": "Izin palsu"}))
        done(second.post(f"{fair.desk}/pembagian/pastikan/{waiting(fair)}", data={"act": "confirm"}))
    assert state_of(fair, 1) == "not_eligible" and len(told("bazaar_set_aside")) == 1
    assert len(told("bazaar_to_confirm")) == 2
    stated = world.client().get(f"/bazar/{fair.slug}/undian.json").json()
    assert [(each["number"], each["why"]) for each in stated["skipped"]] == [(number, "set_aside")]


@wide
def test_a_later_moment_takes_two_officers(shop, moment):
    fair = a_closed_fair(moment)
    other = a_colleague()
    freeze(fair, moment)
    later = {"of": (moment + DAY).isoformat()}
    at = moment + DAY + HOUR
    assert enter(fair, at, "0815", **later).status_code == 422, "it says why the first is missing"
    done(enter(fair, at, "0815", missing="Bursa libur", **later))
    assert the_number(fair) == "" and told("bazaar_number") == []
    done(enter(fair, at, "0816", missing="Bursa libur", **later), 409)
    with time_machine.travel(at):
        page = world.client().get(f"/bazar/{fair.slug}/pembagian").text
        assert "0815" in page and "Bursa libur" in page and "Menunggu petugas kedua" in page
        done(world.as_person(other).post(f"{fair.desk}/pembagian/pastikan/{waiting(fair)}", data={"act": "confirm"}))
    assert the_number(fair) == "0815" and len(told("bazaar_number")) == 4
    stated = world.client().get(f"/bazar/{fair.slug}/undian.json").json()
    assert stated["missing"] == "Bursa libur" and stated["of"] == (moment + DAY).isoformat()


def named(fair):
    with read() as db:
        return named_draw(bazaar_by_slug(db, fair.slug))


READ = {"reading": "Empat angka terakhir", "address": "https://undian.example/hari-ini"}
OTHER = {"source": "Undian lain", "digits": "4", "reason": "Lihat alasannya", "reading": READ["reading"]}
OTHER |= {"source_link": READ["address"]}


@wide
@pytest.mark.parametrize("frozen_late", [True, False])
def test_another_source_takes_two_officers_and_says_why_the_first_brought_none(shop, moment, frozen_late):
    """Whoever names another source alone, knowing the list, chooses the result."""
    fair = a_closed_fair(moment)
    other = a_colleague()
    write(lambda db: setattr(named_draw(bazaar_by_slug(db, fair.slug)), "times", 0))
    with time_machine.travel(moment + (HOUR if frozen_late else -2 * HOUR)):
        done(fair.officer.post(fair.desk + "/pembagian/bekukan"))
    first, source = named(fair).source, fair.desk + "/pembagian/sumber"
    with time_machine.travel(moment + DAY + HOUR):
        proposed = OTHER | {"draw_on": fairs.day(4)}
        assert "Ibu Lain" in fair.officer.get(fair.desk + "/pembagian").text, "who will have to agree"
        done(fair.officer.post(source, data=proposed))
        done(fair.officer.post(source, data=proposed), 409)
        assert named(fair).source == first and told("bazaar_draw_renamed") == []
        page = world.client().get(f"/bazar/{fair.slug}/pembagian").text
        assert "Menunggu petugas kedua" in page and "Undian lain" in page and "+00:00" not in page
        [asked] = told("bazaar_to_confirm")
        assert {name: asked[name] for name in READ} == READ and asked["n"] == 4
        assert fair.officer.post(confirms(fair), data={"act": "confirm"}).status_code == 422
        second = world.as_person(other)
        for seen in (page, second.get(fair.desk + "/pembagian").text):
            assert READ["reading"] in seen and f'href="{READ["address"]}"' in seen and "4 angka" in seen
            assert "+00:00" not in seen
        done(second.post(confirms(fair), data={"act": "drop", "answer": "Angkanya keluar, bacalah"}))
        assert named(fair).source == first
        done(fair.officer.post(source, data=proposed))
    with read() as db:
        comes = datetime.fromisoformat(story_of(db, bazaar_by_slug(db, fair.slug).key).changes[-1].told["at"])
    with time_machine.travel(comes - 23 * HOUR):
        assert world.as_person(other).post(confirms(fair), data={"act": "confirm"}).status_code == 422
    with time_machine.travel(moment + 2 * DAY):
        done(world.as_person(other).post(confirms(fair), data={"act": "confirm"}))
        page = world.client().get(f"/bazar/{fair.slug}/pembagian").text
    assert named(fair).source == "Undian lain"
    says = (
        "dibekukan sesudah saat terakhir sumber itu"
        if frozen_late
        else "Menurut petugas tidak ada satu pun angkanya yang keluar"
    )
    assert says in page and {each["late"] for each in told("bazaar_draw_renamed")} == {frozen_late}
    done(enter(fair, moment + 9 * DAY, "0815"))
    stated = world.client().get(f"/bazar/{fair.slug}/undian.json").json()
    [renamed] = stated["renamed"]
    assert renamed["late"] is frozen_late and renamed["agreed_by"] == "Ibu Lain"
    assert check_draw(stated).number == "0815"
    before = {name: value for name, value in renamed.items() if name != "late"}
    assert check_draw(stated | {"renamed": [before]}).number == "0815", "downloaded before it was told"
    too_near = (named(fair).at - 23 * HOUR).isoformat()
    for wrong in ({"late": not frozen_late}, {"agreed_at": too_near}):
        with pytest.raises(Refused):
            check_draw(stated | {"renamed": [renamed | wrong]})


@wide
def test_a_draw_before_witnesses_that_is_typed_late_takes_two_officers(shop):
    """Digits that nobody liked are not left out, and drawn again another day."""
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=3, booths=2)
    other = a_colleague()
    form = {"name": "Bazar Pesisir", "closes_on": fairs.day(5), "draw_way": "witnesses", "digits": "3"}
    done(fair.officer.post(fair.desk, data=form | {"draw_on": fairs.day(7), "draw_at": "Aula"}))
    done(fair.officer.post(fair.desk + "/buka"))
    for number in range(3):
        fairs.register(fair, number)
    fairs.closed(fair)
    done(fair.officer.post(fair.desk + "/pembagian/bekukan"))
    due, numbers = named(fair).at, numbers_of(fair)
    drew = {"digit": ["0", "8", "1"], "drawn_by": numbers, "minutes": "Tiga kelompok hadir."}
    with time_machine.travel(due + 3 * DAY):
        first, second = world.as_person(here.officer), world.as_person(other)
        assert "Ibu Lain" in first.get(fair.desk + "/pembagian").text
        number = fair.desk + "/pembagian/angka"
        assert first.post(number, data=drew).status_code == 422, "it says why it was not at its hour"
        assert first.post(number, data=drew | {"missing": "Banjir", "minutes": ""}).status_code == 422
        done(first.post(number, data=drew | {"missing": "Banjir"}))
        done(first.post(number, data=drew | {"missing": "Banjir", "digit": ["0", "8", "2"]}), 409)
        assert the_number(fair) == "" and named(fair).drawn_by == []
        page = second.get(fair.desk + "/pembagian").text
        assert "081" in page and "Banjir" in page and "Tiga kelompok hadir." in page
    with time_machine.travel(due + 4 * DAY):
        done(world.as_person(other).post(confirms(fair), data={"act": "confirm"}))
    draw = named(fair)
    assert (the_number(fair), draw.drawn_by, draw.of) == ("081", numbers, due + 3 * DAY)
    page = world.client().get(f"/bazar/{fair.slug}/pembagian").text
    assert "Semestinya" in page and "Banjir" in page and "Ibu Lain" in page
    stated = world.client().get(f"/bazar/{fair.slug}/undian.json").json()
    assert check_draw(stated).number == "081" and stated["later"][0]["agreed_by"] == "Ibu Lain"
    with pytest.raises(Refused):
        check_draw(stated | {"missing": ""})
    before = {name: value for name, value in stated.items() if name != "later"}
    assert check_draw(before | {"missing": ""}).number == "081", "downloaded before a late draw had to say why"


@wide
def test_a_group_closed_between_number_and_publishing_stands_in_the_record(shop, moment):
    fair = a_closed_fair(moment)
    number, group = numbers_of(fair)[2], f"/dinas/kelompok/{fair.groups[2][0]}"
    freeze(fair, moment)
    done(enter(fair, moment + HOUR))
    with time_machine.travel(moment + 2 * HOUR):
        done(fair.officer.post(group + "/tutup", data={"note": "Laporan pembeli"}))
        page = world.client().get(f"/bazar/{fair.slug}/pembagian").text
        assert f"{number}: lapaknya ditutup petugas" in page and "Laporan pembeli" not in page
        with read() as db:
            assert not Group.get(db, group_id(fair.groups[2][0])).open
        done(fair.officer.post(group + "/buka"))
    assert events(fair) == [("suspended", number), ("restored", number)]


@wide
def test_who_is_sent_back_in_the_last_minute_has_a_day_and_is_on_a_list(shop):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=3, booths=2)
    done(fair.officer.post(fair.desk + "/buka"))
    for number in range(3):
        fairs.register(fair, number)
    first, second, third = numbers_of(fair)
    with read() as db:
        closes = bazaar_by_slug(db, fair.slug).closes_at
    with time_machine.travel(closes - timedelta(minutes=1)):
        officer = world.as_person(here.officer)
        for number in (first, second, third):
            back = {"verdict": "returned", "note": "Foto buram"}
            done(officer.post(f"{fair.desk}/pendaftaran/{number}", data=back))
    with time_machine.travel(closes + HOUR):
        officer = world.as_person(here.officer)
        done(officer.post(fair.desk + "/tutup"))
        refused = officer.post(fair.desk + "/pembagian/bekukan")
        assert refused.status_code == 422 and "masih boleh melengkapi" in refused.text
        page = fair.chair(0).get(fair.page(0)).text
        assert "Foto buram" in page and 'name="goods"' in page
        fairs.register(fair, 0, then="draft")
        assert state_of(fair, 0) == "returned", "what is not sent in yet is not lost"
        fairs.register(fair, 0)
        assert state_of(fair, 0) == "submitted"
        done(officer.post(f"{fair.desk}/pendaftaran/{second}", data={"verdict": "eligible"}))
        assert state_of(fair, 1) == "eligible", "the officer may judge it all the same"
    with time_machine.travel(closes + 2 * DAY):
        late = fair.chair(2).post(fair.page(2), data={"slots": ["1"], "booths_min": "1", "booths_max": "1"})
        assert late.status_code == 409
        done(world.as_person(here.officer).post(fair.desk + "/pembagian/bekukan"))
    assert [state_of(fair, n) for n in range(3)] == ["eligible", "eligible", "not_eligible"]
    with read() as db:
        assert {first, second, third} == set(listed(bazaar_by_slug(db, fair.slug))["applicants"])


@wide
def test_sending_all_of_them_back_is_undone_after_closing(shop):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=2, booths=2)
    done(fair.officer.post(fair.desk + "/buka"))
    for number in range(2):
        fairs.register(fair, number)
    fairs.judged(fair, verdict="returned", note="Lengkapi")
    with read() as db:
        press = db.scalars(sa.select(table(Judging).c.id)).one()
    fairs.closed(fair)
    done(fair.officer.post(f"{fair.desk}/pendaftaran/putusan/{press}/batal"))
    assert [state_of(fair, n) for n in range(2)] == ["submitted"] * 2
