"""One more admin: asked on the page by who shows her password again, with another admin's yes, begun by her own."""

import sqlalchemy as sa

from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.messages.outbox import Message
from market.people.approving.closeness import are_close
from market.people.invitation import Invitation
from market.people.person import Person
from market.people.security import SecurityEvent
from tests import world
from tests.bazaars.world import done
from tests.conftest import both

PAGE = "/admin/pengelola"
FORM = {"name": "Ratna", "identifier": "081200000009", "current": world.PASSWORD}


def another_admin() -> int:
    more = {"email": "dua@contoh.id", "email_proved_at": now()}
    return write(lambda db: world.a_person(db, "Admin Dua", 60, admin=True, **more).key)


def invitation() -> int:
    with read() as db:
        return db.scalar(sa.select(sa.func.max(table(Invitation).c.id)))


def letters(template: str) -> list[tuple[int, str]]:
    with read() as db:
        rows = table(Message)
        found = db.execute(
            sa.select(rows.c.to_id, rows.c.params).where(rows.c.template == template).order_by(rows.c.id)
        )
        return [(to, params.get("step", "")) for to, params in found]


def reach(*people: int) -> None:
    def work(db) -> None:
        for key in people:
            person = Person.get(db, key)
            person.email, person.email_proved_at = f"{key}@contoh.id", now()

    write(work)


@both
def test_an_admin_is_added_by_two_and_by_her_own_yes(shop):
    here = world.a_shop()
    reach(here.admin, here.buyer)
    second = another_admin()
    first, other, buyer = (world.as_person(key) for key in (here.admin, second, here.buyer))
    assert first.post(PAGE, data=FORM | {"current": "salah sekali"}).status_code == 422
    done(first.post(PAGE, data=FORM))
    key = invitation()
    assert letters("admin_added") == [(second, "asked")] and letters("invited") == [], "first another admin's yes"
    assert buyer.post(f"/akun/undangan/{key}", data={"answer": "yes"}).status_code == 422
    assert first.post(f"{PAGE}/{key}/setuju").status_code == 422, "not who asked"
    for stranger in (buyer, world.as_person(here.officer), world.as_person(here.chair)):
        assert stranger.post(f"{PAGE}/{key}/setuju").status_code == 404
        assert stranger.get(PAGE).status_code == 404 and stranger.post(PAGE, data=FORM).status_code == 404
    assert "menunggu admin kedua" in first.get(PAGE).text and f"{PAGE}/{key}/setuju" in other.get(PAGE).text
    done(other.post(f"{PAGE}/{key}/setuju"))
    assert [to for to, _ in letters("invited")] == [here.buyer]
    assert buyer.get("/admin").status_code == 404
    done(buyer.post(f"/akun/undangan/{key}", data={"answer": "yes"}))
    assert world.as_person(here.buyer).get("/admin").status_code == 200
    assert {to for to, step in letters("admin_added") if step == "begun"} >= {here.admin, second}
    with read() as db:
        events = table(SecurityEvent)
        given = db.execute(sa.select(events.c.person_id, events.c.by_id).where(events.c.code == "admin_given")).all()
        assert [tuple(row) for row in given] == [(here.buyer, here.admin)]
        assert are_close(db, here.buyer, here.admin), "for thirty days no second person beside who asked her"
    assert first.post(PAGE, data=FORM).status_code == 422, "an admin already"


def test_the_only_admin_asks_alone_and_a_typed_number_makes_nobody_an_admin(shop):
    here = world.a_shop()
    admin = world.as_person(here.admin)
    done(admin.post(PAGE, data=FORM))
    key = invitation()
    write(lambda db: setattr(Person.get(db, here.buyer), "phone_proved_at", None))
    buyer = world.as_person(here.buyer)
    assert buyer.post(f"/akun/undangan/{key}", data={"answer": "yes"}).status_code == 422
    write(lambda db: setattr(Person.get(db, here.buyer), "phone_proved_at", now()))
    done(admin.post(f"{PAGE}/{key}/batal"))
    assert buyer.post(f"/akun/undangan/{key}", data={"answer": "yes"}).status_code == 404
    done(admin.post(PAGE, data=FORM))
    done(buyer.post(f"/akun/undangan/{invitation()}", data={"answer": "yes"}))
    assert world.as_person(here.buyer).get("/admin").status_code == 200
