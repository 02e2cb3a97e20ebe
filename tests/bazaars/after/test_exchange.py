"""An exchange of booths is between two people, and who speaks for a group says so to it."""

import re
from datetime import timedelta

import sqlalchemy as sa

from market.kernel.clock import now
from market.kernel.db import write
from market.kernel.record import table
from market.people.access import CLOCK
from market.people.device import Device
from market.people.helpers import Facilitation
from market.people.membership import Acceptance, Membership, join
from market.people.person import Person
from market.people.roles.facilitating import end_helping
from tests import world
from tests.bazaars import world as fairs
from tests.bazaars.after.test_after import published, say_yes, swap_form, told
from tests.bazaars.world import done
from tests.conftest import both, wide
from tests.promises.test_group_phone import begins, pin_code_on


@wide
def test_an_exchange_takes_two_people(shop):
    """Who belongs to both groups asks for one and answers for the other; an officer the same, and for her own side."""
    here = world.a_shop()
    fair = published(here, groups=3, booths=3)
    one, other, third = say_yes(fair)
    both_chair = fair.groups[one][1]

    def joins(db) -> None:
        join(db, fairs.group_id(fair.groups[other][0]), Person.get(db, both_chair), Acceptance.ACCOUNT, chair=True)

    write(joins)
    others = swap_form(fair, one)
    done(fair.chair(one).post(fair.page(one) + "/tukar", data={"to": others[f"Kelompok {other}"]}))
    key = re.search(r"action=\"[^\"]*/tukar/(\d+)", fair.chair(one).get(fair.page(other) + "/tukar").text)[1]
    offered = fair.chair(one).get(fair.page(other) + "/tukar").text
    assert 'value="yes"' not in offered and "dua orang" in offered and 'value="no"' in offered
    answer = fair.chair(one).post(f"{fair.page(other)}/tukar/{key}", data={"answer": "yes"})
    assert answer.status_code == 422 and "dua orang" in answer.text
    done(fair.chair(other).post(f"{fair.page(other)}/tukar/{key}", data={"answer": "no"}))
    done(fair.officer.post(fair.page(one) + "/tukar", data={"to": others[f"Kelompok {third}"]}))
    assert told("bazaar_done_for") == 1, "the group for which she asked"
    key = re.search(r"action=\"[^\"]*/tukar/(\d+)", fair.chair(third).get(fair.page(third) + "/tukar").text)[1]
    assert fair.officer.post(f"{fair.page(third)}/tukar/{key}", data={"answer": "yes"}).status_code == 422
    write(lambda db: Facilitation(person_id=here.officer, group_id=fairs.group_id(fair.groups[third][0])).add(db))
    done(fair.chair(one).post(f"{fair.page(one)}/tukar/{key}", data={"answer": "no"}))
    again = fair.officer.post(fair.page(one) + "/tukar", data={"to": others[f"Kelompok {third}"]})
    assert again.status_code == 422, "her own side asks for nothing in another's name"


@both
def test_the_page_offers_whom_its_reader_may_ask(shop):
    """An officer was shown the groups of her own side, a superior the form; each of them was refused afterwards."""
    here = world.a_shop()
    fair = published(here, groups=3, booths=3)
    one, other, third = say_yes(fair)
    page, hers = fair.page(one) + "/tukar", fairs.group_id(fair.groups[third][0])
    assert {f"Kelompok {other}", f"Kelompok {third}"} == set(swap_form(fair, one))
    assert f"Kelompok {third}" in fair.officer.get(page).text
    write(lambda db: Facilitation(person_id=here.officer, group_id=hers).add(db) and None)
    seen = fair.officer.get(page).text
    assert f"Kelompok {third}" not in seen and f"Kelompok {other}" in seen
    write(
        lambda db: Facilitation(person_id=here.officer, group_id=fairs.group_id(fair.groups[one][0])).add(db) and None
    )
    write(lambda db: end_helping(db, fairs.group_id(fair.groups[one][0]), here.officer, by=CLOCK))
    assert 'name="to"' not in fair.officer.get(page).text, "of a group that was hers yesterday she asks nothing"
    assert 'name="to"' not in world.as_person(here.superior).get(page).text
    assert 'name="to"' in fair.chair(one).get(page).text


@wide
def test_who_asked_answers_not_by_a_code_that_she_gave(shop):
    """The helper of one group asks, and comes in as the chair of the other; or she lets in both chairs."""
    here = world.a_shop()
    fair = published(here, groups=3, booths=3)
    one, other, _third = say_yes(fair)
    first, second = (fair.groups[each] for each in (one, other))
    helps = {"person_id": here.facilitator}
    write(lambda db: Facilitation(**helps, group_id=fairs.group_id(first[0])).add(db) and None)
    to = swap_form(fair, one)[f"Kelompok {other}"]
    done(world.as_person(here.facilitator).post(fair.page(one) + "/tukar", data={"to": to}))
    key = re.search(r"action=\"[^\"]*/tukar/(\d+)", fair.chair(other).get(fair.page(other) + "/tukar").text)[1]
    yes = f"{fair.page(other)}/tukar/{key}"
    pinned = world.named_by_pin(*second, giver=here.facilitator)
    assert 'value="yes"' not in pinned.get(fair.page(other) + "/tukar").text
    assert "dengan kodenya" in pinned.post(yes, data={"answer": "yes"}).text
    done(pinned.post(yes, data={"answer": "no"}))
    done(world.named_by_pin(*first, giver=here.facilitator).post(fair.page(one) + "/tukar", data={"to": to}))
    yes = f"{fair.page(other)}/tukar/{int(key) + 1}"
    assert "dengan kodenya" in pinned.post(yes, data={"answer": "yes"}).text, "one who let both in"
    write(lambda db: end_helping(db, fairs.group_id(first[0]), here.facilitator, by=world.actor(here.officer)))
    assert "dengan kodenya" in pinned.post(yes, data={"answer": "yes"}).text, "also when her help is over"
    write(lambda db: setattr(Person.get(db, second[1]), "restricted_until", now() + timedelta(hours=12)))
    world.named_by_pin(*second)  # a PIN of her own again
    rests = fair.chair(other).get(fair.page(other) + "/tukar").text
    assert 'value="yes"' not in rests and "menunggu sampai" in rests
    assert "menunggu sampai" in fair.chair(other).post(yes, data={"answer": "yes"}).text
    write(lambda db: setattr(Person.get(db, second[1]), "restricted_until", None))
    assert 'value="yes"' in fair.chair(other).get(fair.page(other) + "/tukar").text
    done(fair.chair(other).post(yes, data={"answer": "yes"}))


@wide
def test_who_asked_answers_not_as_somebody_whom_she_invited_by_name(shop):
    """The helper of both groups asks for one, and chose the first PIN of a member of the other on its phone."""
    here = world.a_shop()
    fair = published(here, groups=2, booths=2)
    one, other = say_yes(fair)
    slug, chair = fair.groups[other]

    def helps(db) -> int:
        for each, _ in fair.groups:
            Facilitation(person_id=here.facilitator, group_id=fairs.group_id(each)).add(db)
        return Device(group_id=fairs.group_id(slug), name="HP", added_by_id=chair, kept_by_id=chair).add(db).key

    phone, helper = world.as_device(write(helps)), world.as_person(here.facilitator)
    code = pin_code_on(helper.post(f"/lapak/{slug}/anggota", data={"name": "Boneka"}))
    done(begins(phone, f"/lapak/{slug}", code))
    write(lambda db: db.execute(sa.update(table(Membership)).values(pin_rests_until=None)) and None)  # a day later
    to = swap_form(fair, one)[f"Kelompok {other}"]
    done(helper.post(fair.page(one) + "/tukar", data={"to": to}))
    key = re.search(r"action=\"[^\"]*/tukar/(\d+)", fair.chair(other).get(fair.page(other) + "/tukar").text)[1]
    yes = f"{fair.page(other)}/tukar/{key}"
    assert "dengan kodenya" in phone.post(yes, data={"answer": "yes"}).text
    done(fair.chair(other).post(yes, data={"answer": "yes"}))
