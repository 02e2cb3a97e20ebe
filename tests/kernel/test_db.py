"""A write runs again only where that can help."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from market.kernel.db import TRIES, write
from market.kernel.refused import Refused
from market.people.person import Person
from tests import world
from tests.conftest import both

BROKEN = {
    "empty": "INSERT INTO person (name) VALUES (NULL)",
    "missing": "INSERT INTO act (at, group_id, name, capacity, code, params) VALUES (CURRENT_TIMESTAMP, 99999, '', '', '', '{}')",
    "check": "UPDATE lot SET held = -1",
}


@both
@pytest.mark.parametrize("how", sorted(BROKEN))
def test_a_fault_of_ours_runs_once(shop, how):
    world.a_shop()
    runs = []

    def work(db):
        runs.append(how)
        db.execute(sa.text(BROKEN[how]))

    with pytest.raises(IntegrityError):
        write(work)
    assert runs == [how]


@both
def test_a_value_that_was_taken_is_tried_again(shop):
    runs = []

    def work(db):
        runs.append(1)
        slug = "sudah-ada" if len(runs) < 3 else "masih-bebas"
        db.execute(sa.text('INSERT INTO attempt (name, "window", count) VALUES (:name, 0, 1)'), {"name": slug})
        return slug

    write(
        lambda db: (
            db.execute(sa.text("INSERT INTO attempt (name, \"window\", count) VALUES ('sudah-ada', 0, 1)")) and None
        )
    )
    assert write(work) == "masih-bebas" and len(runs) == 3 < TRIES


@both
def test_a_number_that_means_something_to_a_person_is_said_once(shop):
    here = world.a_shop()
    runs = []

    def work(db):
        runs.append(1)
        phone = Person.get(db, here.chair).phone
        Person.get(db, here.member).phone = phone
        db.flush()

    with pytest.raises(Refused):
        write(work)
    assert runs == [1]
