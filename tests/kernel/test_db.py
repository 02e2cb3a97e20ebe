"""A write runs again only where that can help."""

from contextlib import suppress

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from market.kernel.db import TRIES, database, write
from market.kernel.faster import DRAWN_NAMES, FASTER
from market.kernel.refused import Refused
from market.kernel.taken import TAKEN
from market.orders.order import Order
from market.people.person import Person
from market.tables import metadata
from tests import world
from tests.conftest import both

# A fault of ours when they break: written with ON CONFLICT, a digest of a random token, or a child of what is new.
OURS = {
    "uq_attempt_name_window", "uq_press_token_hash", "uq_slowdown_name", "uq_skip_application_id_offer",
    "uq_login_token_hash", "uq_pending_login_token_hash", "uq_start_link_token_hash", "uq_claim_link_token_hash",
    "uq_denial_token_hash", "uq_notice_key_hash", "uq_recovery_code_code_hash", "uq_quote_token",
    "uq_written_order_token",
    "uq_written_line_written_id_sku", "uq_recap_token", "uq_sub_order_number",
    "uq_ledger_entry_fact_kind_fact_id_leg", "uq_applicationslot_application_id_slot_id",
    "uq_judgedline_judging_id_application_id", "uq_card_share_card_session_id_bill_id",
    "uq_till_sale_envelope_id", "uq_till_sale_sub_order_id", "uq_bon_payment_payment_id",
    "uq_second_look_payment_id",
}  # fmt: skip
BROKEN = {
    "empty": "INSERT INTO person (name) VALUES (NULL)",
    "missing": "INSERT INTO act (at, group_id, name, capacity, code, params) VALUES (CURRENT_TIMESTAMP, 99999, '', "
    "'', '', '{}')",
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
def test_a_number_that_was_drawn_is_drawn_again(shop):
    here = world.a_shop()
    for _ in range(2):
        assert world.buys(world.client(), here.sku, 1)[0]
    runs = []

    def work(db):
        first, second = db.scalars(sa.select(Order.id).order_by(Order.id))
        runs.append(1)
        taken = db.get(Order, first).number
        db.execute(sa.update(Order).where(Order.id == second).values(number=taken if len(runs) < 3 else "D-FREE22"))

    write(work)
    assert len(runs) == 3 < TRIES


@both
@pytest.mark.parametrize(("row", "tries"), [("closedday", {"sqlite": 1, "postgres": 2}), ("attempt", {})])
def test_only_a_named_unique_runs_again_and_only_where_somebody_can_be_faster(shop, row, tries):
    here = world.a_shop()
    statement = {
        "closedday": f"INSERT INTO closedday (group_id, day) VALUES ({here.group_id}, '2026-12-25')",
        "attempt": "INSERT INTO attempt (name, \"window\", count) VALUES ('sudah-ada', 0, 1)",
    }[row]
    write(lambda db: db.execute(sa.text(statement)) and None)
    runs = []

    def work(db):
        runs.append(1)
        if len(runs) == 1:
            db.execute(sa.text(statement))

    engine = "sqlite" if database().sqlite else "postgres"
    with suppress(IntegrityError):
        write(work)
    assert len(runs) == tries.get(engine, 1)


def test_each_unique_is_somebody_faster_drawn_said_to_a_person_or_ours():
    """A new UNIQUE asks which."""
    said = {"uq_" + column.replace(".", "_") for column in TAKEN} | {
        "uq_bookedbooth_slot_id_booth_id", "uq_bookedhour_group_id_hour",
    }  # fmt: skip
    known = FASTER | DRAWN_NAMES | OURS | said
    found = {each.name for each in uniques()}
    assert found - known == set() and (FASTER | DRAWN_NAMES | OURS) - found == set()


def uniques():
    for each in metadata.sorted_tables:
        yield from (c for c in each.constraints if isinstance(c, sa.UniqueConstraint))
        yield from (index for index in each.indexes if index.unique)


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
