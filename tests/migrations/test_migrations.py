"""Data of an older shop comes through: what today's rules would have refused is put right, and named."""

import json
import subprocess
import sys
from datetime import UTC, date, datetime, time

import pytest
import sqlalchemy as sa

from market import migrations
from market.kernel.db import database, read
from market.kernel.record import table
from market.messages.outbox import Message
from market.messages.sending import LAST
from market.people.pin_givers import pin_givers
from tests.conftest import there_is_postgres, use
from tests.server import ROOT, environment

SAID = json.dumps({"name": 'Ibu Ré "Ona"', "n": 2})
EMPTY = {
    int: 0,
    str: "",
    bool: False,
    datetime: datetime(2026, 10, 1, tzinfo=UTC),
    date: date(2026, 10, 1),
    time: time(8),
}


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def old_shop(request, tmp_path):
    """A database at the last revision before people were asked."""
    server = None
    if request.param == "postgres":
        server, _template = there_is_postgres(request)
        url = server.fresh()
    else:
        url = f"sqlite:///{tmp_path}/old.db"
    use(url, tmp_path / "media")
    migrations.upgrade("0018")
    yield
    database().close()
    if server:
        server.drop(url)


def insert(connection: sa.Connection, into: str, /, **values: object) -> int:
    """A row with what is told, and something empty in every other column that must have a value."""
    rows = sa.Table(into, sa.MetaData(), autoload_with=connection)
    for column in rows.columns:
        if column.name not in values and not column.nullable and not column.primary_key:
            values[column.name] = EMPTY[column.type.python_type]
    return connection.execute(rows.insert().values(values).returning(rows.c.id)).scalar_one()


def test_an_older_shops_people_and_accounts(old_shop):
    long_ago = datetime(2026, 9, 1, tzinfo=UTC)
    with database().writer.connect() as db:
        people = [
            insert(db, "person", name=name, phone=phone, password_hash=password, language="id")
            for name, phone, password in (("Meike", "+628121", "x"), ("Boneka", None, None), ("Korban", "+628122", "x"))
        ]
        group = insert(db, "groups", slug="lama", name="Lama", kind="group", village="71.72.06.1003", state="checked")
        for person, facts in zip(
            people,
            ({"chair": True}, {"pin_hash": "dipilih ketua"}, {"treasurer": True, "pin_hash": "juga"}),
            strict=True,
        ):
            insert(db, "membership", group_id=group, person_id=person, since=long_ago, **facts)
        accounts = [
            insert(db, "account", group_id=group, kind="bank", bank="BRI", number=f"00{n}", holder="Lama",
                   approved_at=long_ago, typed_by="Meike", typed_by_id=people[0], approved_by="Boneka")
            for n in range(3)
        ]  # fmt: skip
        db.commit()
    migrations.upgrade()
    assert migrations.drift() == []
    with database().reader.connect() as db:
        members = db.execute(sa.text("SELECT chair, accepted_at, pin_hash FROM membership ORDER BY id")).all()
        assert [(bool(chair), bool(accepted), pin) for chair, accepted, pin in members] == [
            (True, True, None),
            (False, False, None),
            (False, False, None),
        ], "nobody asked the other two, and neither chose a PIN"
        live = db.execute(sa.text("SELECT id FROM account WHERE retired_at IS NULL")).scalars().all()
        assert live == accounts[-1:]


def test_an_older_shops_letters_are_whose_account_they_were_for(old_shop):
    migrations.upgrade("0048")
    before, proved, after = (datetime(2026, month, 1, tzinfo=UTC) for month in (9, 10, 11))
    with database().writer.connect() as db:
        owner = insert(db, "person", name="Ratna", phone="+628121", language="id", phone_proved_at=proved)
        group = insert(db, "groups", slug="lama", name="Lama", kind="group", village="71.72.06.1003", state="checked")
        for number, person_id in (("D-1", owner), ("D-2", None)):
            order = insert(db, "orders", number=number, checkout_token=number, person_id=person_id)
            insert(
                db, "sub_order", order_id=order, number=f"{number}-1", group_id=group, state="accepted",
                delivery="pickup", method="cash",
            )  # fmt: skip
        letters = {
            "D-1-1/order_placed/buyer": ("+628999", "D-1-1", after),
            "D-2-1/order_placed/buyer": ("+628121", "D-2-1", after),
            "account/1": ("+628121", None, after),
            "account/2": ("+628121", None, before),
        }
        for name, (to, about, at) in letters.items():
            insert(db, "message", name=name, to=to, about=about, written_at=at, channel="email", params=SAID)
        db.commit()
    migrations.upgrade()
    with database().writer.connect() as db:
        found = dict(db.execute(sa.text("SELECT name, to_id FROM message")).tuples().all())
        said = db.execute(sa.select(table(Message).c.params)).scalars().all()
    assert said == [json.loads(SAID)] * len(letters), "text became JSON, with all it said"
    assert found == {
        "D-1-1/order_placed/buyer": owner,
        "D-2-1/order_placed/buyer": None,
        "account/1": owner,
        "account/2": None,
    }, "a guest's letter is nobody's account's, whoever proved the number"


def test_letters_that_were_given_up_do_not_leave_after_an_upgrade(old_shop):
    migrations.upgrade("0101")
    kept = {"channel": "email", "to": "a@b.id", "language": "id", "template": "order_placed", "params": "{}"}
    with database().writer.connect() as db:
        for name, attempts in (("given up", 8), ("tried", 3)):
            insert(db, "message", name=name, attempts=attempts, **kept)
        db.commit()
    migrations.upgrade()
    with database().reader.connect() as db:
        found = dict(db.execute(sa.text("SELECT name, attempts FROM message")).all())
    assert found == {"given up": LAST, "tried": 3}


def test_an_older_shops_pins_are_bound_to_whoever_gave_that_code(old_shop):
    """Two codes one after the other, the second used first; one without an account, and two with one made since."""
    migrations.upgrade("0045")
    at = [datetime(2026, 9, 1, hour, tzinfo=UTC) for hour in range(6)]
    with database().writer.connect() as db:
        chair, helper, new, treasurer, since, own = (
            insert(db, "person", name=name, language="id", password_hash=password)
            for name, password in
            (("Ketua", "x"), ("Pendamping", "x"), ("Baru", None), ("Bendahara", None), ("Kini", "x"), ("Sendiri", "x"))
        )  # fmt: skip
        group = insert(db, "groups", slug="lama", name="Lama", kind="group", village="71.72.06.1003", state="checked")
        of_group = {"group_id": group, "since": at[0], "accepted_by": "pin"}
        insert(db, "membership", person_id=chair, chair=True, **of_group)
        used = {treasurer: (helper, 3, 3), new: (chair, 2, 2), since: (helper, 4, 4), own: (helper, 0, 1)}
        for person, (by, hour, chosen) in used.items():
            insert(db, "membership", person_id=person, pin_hash="pin", pin_chosen_at=at[chosen], **of_group)
            said = insert(
                db, "invitation", group_id=group, kind="member", state="accepted", identifier="",
                answered_by_id=person, name="x", by_id=chair,
            )  # fmt: skip
            insert(db, "pin_code", group_id=group, invitation_id=said, issued_by_id=by, used_at=at[hour])
        db.commit()
    migrations.upgrade()
    with database().reader.connect() as db:
        found = dict(db.execute(sa.text("SELECT person_id, pin_by_id FROM membership")).all())
    assert {person: found[person] for person in used} == {
        treasurer: helper,
        new: chair,
        since: helper,
        own: None,
    }, "each by the code that was hers; who chose it in her own account by nobody's"


def test_a_code_of_before_may_have_been_given_by_a_pin(old_shop):
    """Whether a chair with an account gave it signed in or on the group's phone was not written down."""
    migrations.upgrade("0112")
    at = [datetime(2026, 9, 1, hour, tzinfo=UTC) for hour in range(6)]
    with database().writer.connect() as db:
        helper, chair, member = (
            insert(db, "person", name=name, language="id", password_hash="x", admin=False)
            for name in ("Pendamping", "Ketua", "Anggota")
        )
        group = insert(db, "groups", slug="lama", name="Lama", kind="group", village="71.72.06.1003", state="checked")
        insert(db, "facilitation", group_id=group, person_id=helper, since=at[0])
        of_group = {"group_id": group, "since": at[0], "accepted_by": "pin", "treasurer": False, "vouched_for": False}
        for person, by, hour in ((chair, helper, 1), (member, chair, 2)):
            key = insert(
                db, "membership", person_id=person, chair=person == chair, pin_hash="pin", pin_chosen_at=at[hour],
                pin_by_id=by, **of_group,
            )  # fmt: skip
            facts = {"group_id": group, "membership_id": key, "issued_by_id": by, "code_hash": "x"}
            moments = {"issued_at": at[hour], "used_at": at[hour], "expires_at": at[5]}
            insert(db, "pin_code", by_pin=False, **facts, **moments)
        db.execute(sa.text("UPDATE membership SET pin_by_id = NULL, pin_chosen_at = :at WHERE chair"), {"at": at[3]})
        db.commit()
    migrations.upgrade()
    with read() as db:
        assert pin_givers(db, group, member) == {chair, helper}, "she chose another PIN since; what she gave stays"


@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_two_who_migrate_at_once_wait_for_each_other(engine, request, tmp_path):
    server = there_is_postgres(request)[0] if engine == "postgres" else None
    url = server.fresh() if server else f"sqlite:///{tmp_path}/new.db"
    given = environment(MARKET_DATABASE_URL=url, MARKET_MEDIA=str(tmp_path / "media"))
    command = [sys.executable, "-m", "market", "migrate"]
    both = [
        subprocess.Popen(command, env=given, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for _ in range(2)
    ]
    for each in both:
        said, _none = each.communicate(timeout=240)
        assert each.returncode == 0, said
    use(url, tmp_path / "media")
    assert migrations.current() == migrations.head()
    database().close()
    if server:
        server.drop(url)
