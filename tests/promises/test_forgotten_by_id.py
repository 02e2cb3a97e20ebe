"""Who deletes her account is forgotten by who she is: a neighbour of her name or number loses nothing by it."""

from datetime import timedelta

from market.inventory.movement import StockMovement
from market.kernel.clock import now
from market.kernel.db import write
from market.messages.outbox import Channel, Message
from market.orders.event import OrderEvent
from market.orders.order import Order
from market.payments.bill import Bill
from market.people.access import CLOCK
from market.people.founding.claim_link import ClaimLink
from market.people.founding.founding import NewGroup, import_groups
from market.people.group import Group, GroupKind
from market.people.invitation import Invitation, InvitationKind, InvitationState
from market.people.membership import Acceptance, join
from market.people.person import Person
from market.people.signing_in.contact import ContactKind, ContactProof, ProofWay
from tests import world
from tests.bazaars.world import done
from tests.conftest import both
from tests.payments.test_card import rows
from tests.promises.test_forgotten_others import PLAIN, a_stranger, deletes

GUEST, GIVEN_UP = "Siti Pembeli", "+6281377776666"


def a_member(here, name: str, number: int, **more) -> int:
    """Somebody who belongs to the group; her number is proved unless said otherwise."""

    def work(db) -> int:
        person = world.a_person(db, name, number, password_hash=world.hashed(PLAIN), **more)
        join(db, here.group_id, person, Acceptance.ACCOUNT, since=now() - timedelta(days=60))
        return person.key

    return write(work)


def letters_of(number: str) -> list[tuple]:
    """Every letter about a parcel: to whom, what it says, whether it is still to be sent."""
    return sorted((m.name, m.to, m.to_name, str(m.params), m.unsaid_at) for m in rows(Message) if m.about == number)


@both
def test_who_bears_the_name_or_number_of_another_takes_nothing_along(shop):
    here = world.a_shop()
    desk = f"/lapak/{here.slug}"
    for name in (CLOCK.name, "Derrnaga", "Akun  Dihapus"):
        form = {"name": name, "identifier": "081377772222", "password": PLAIN, "terms": "1"}
        answer = world.client().post("/daftar", data=form)
        assert answer.status_code == 422 and "Tulis nama Ibu/Bapak" in answer.text, "nobody is called as the program"
        _path, answer = world.buys(world.client(), here.sku, 1, name=name)
        assert answer.status_code == 422 and "Tulis nama Ibu/Bapak" in answer.text, "nor does anybody buy as it"
    stranger = a_stranger(GUEST, "081377771111")  # a neighbour's name and number, which no account had
    first = world.client()
    path, answer = world.buys(first, here.sku, 1, name=GUEST, phone="0813-7777-1111", email="siti@contoh.id")
    assert path, answer.text
    number = path.partition("?")[0].rpartition("/")[2] + "-1"
    done(first.post(f"{path.partition('?')[0]}/bayar?{path.partition('?')[2]}", data={"claim": number}))
    done(world.as_person(here.treasurer).post(f"{desk}/uang/masuk/{number}"))

    def told():
        return (
            letters_of(number),
            [(e.code, e.by) for e in rows(OrderEvent)],
            [(m.kind, m.by) for m in rows(StockMovement)],
            [(o.name, o.phone) for o in rows(Order)],
            [(b.payer_name, b.payer_phone) for b in rows(Bill)],
            world.as_person(here.treasurer).get(desk).text.count("wa.me"),
        )

    before = told()
    assert [m for m in rows(Message) if m.channel is Channel.TAP and m.unsaid_at is None], "the group has to bring some"
    deletes(stranger)
    assert told() == before
    for turn, name in enumerate((GUEST, CLOCK.name, "HP kelompok", "Meike")):
        deletes(world.as_person(a_member(here, name, 7000 + turn)))
        assert told() == before, name


@both
def test_a_number_that_she_gave_up_is_its_new_owners(shop):
    here = world.a_shop()

    def moved(db):
        old = world.a_person(db, "Lama Sekali", 7100, password_hash=world.hashed(PLAIN))
        for value, days in ((GIVEN_UP, 700), (str(old.phone), 400)):
            ContactProof(
                person_id=old.key, kind=ContactKind.PHONE, value=value, way=ProofWay.CALL, code_hash="x",
                expires_at=now(), proved_at=now() - timedelta(days=days),
            ).add(db)  # fmt: skip
        new = NewGroup("Dapur Ibu Ce", GroupKind.GROUP, "Ibu Ce", GIVEN_UP, world.BITUNG)
        import_groups(db, [new], world.actor(here.officer))
        Invitation(
            kind=InvitationKind.MEMBER, group_id=here.group_id, identifier=GIVEN_UP, name="Ibu Ce", by_id=here.chair
        ).add(db)
        long_ago = now() - timedelta(days=500)
        Invitation(
            kind=InvitationKind.OFFICER, place="71.72", identifier=GIVEN_UP, name="Lama", by_id=here.admin,
            invited_at=long_ago,
            expires_at=long_ago, state=InvitationState.DECLINED,
        ).add(db)  # fmt: skip
        Group.get(db, here.group_id).phone = "+6281377778888"
        return old.key

    old = write(moved)
    path, answer = world.buys(world.client(), here.sku, 1, name="Ibu Ce", phone="0813-7777-6666")
    assert path, answer.text
    before = letters_of(path.partition("?")[0].rpartition("/")[2] + "-1")
    deletes(world.as_person(old))
    assert letters_of(path.partition("?")[0].rpartition("/")[2] + "-1") == before
    assert [(x.name, x.phone, x.live) for x in rows(ClaimLink)] == [("Ibu Ce", GIVEN_UP, True)]
    asked = [(i.identifier, i.name, i.state) for i in rows(Invitation)]
    assert asked == [(GIVEN_UP, "Ibu Ce", InvitationState.OPEN), ("", "Akun dihapus", InvitationState.DECLINED)]
    typed = a_member(here, "Anggota Biasa", 7101, phone_proved_at=None)
    write(lambda db: setattr(Person.get(db, typed), "phone", "+6281377778888"))
    deletes(world.as_person(typed))
    assert [g.phone for g in rows(Group) if g.key == here.group_id] == ["+6281377778888"]
    proved = a_member(here, "Anggota Lain", 7102)
    write(lambda db: setattr(Person.get(db, here.treasurer), "email", "sience@contoh.id"))
    write(lambda db: setattr(Person.get(db, proved), "phone", "+6281377778888"))
    deletes(world.as_person(proved))
    assert [g.phone for g in rows(Group) if g.key == here.group_id] == [None]
    assert [m.template for m in rows(Message)][-1] == "group_change", "the chairs hear that buyers find no number"
