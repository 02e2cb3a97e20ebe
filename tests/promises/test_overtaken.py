"""What is no longer true is not said: messages that wait fall when their cause is taken back, and nothing else does."""

import re

import sqlalchemy as sa

from market.kernel.db import read, write
from market.kernel.record import table
from market.messages.outbox import Channel, Message
from market.messages.overtaken import unsay
from market.messages.sending import take_message
from market.orders.order import SubOrder
from market.people.access import CLOCK, Actor, Role
from market.people.group import Group
from market.people.invitation import Invitation, InvitationKind
from market.people.joining.inviting import invite
from market.people.membership import find_membership
from market.people.owning.not_me import deny_own_code
from market.people.person import Person
from market.people.reset_code import new_code
from market.people.roles.asking_roles import ask_roles
from market.people.signing_in.reset import issue_code, use_code
from tests import world
from tests.bazaars.world import a_fair, allotted, done, register
from tests.conftest import both, wide

M = table(Message)
WAITS = sa.and_(M.c.sent_at.is_(None), M.c.unsaid_at.is_(None))


def waiting(*templates: str) -> list[str]:
    """The templates of messages that wait to be sent, each once."""
    with read() as db:
        found = db.scalars(sa.select(M.c.template).where(WAITS).distinct())
        return sorted(each for each in found if not templates or each in templates)


def mailed(*people: int) -> None:
    """These people have an e-mail address, so that they are written to."""
    write(lambda db: [setattr(Person.get(db, key), "email", f"orang{key}@contoh.id") for key in people] and None)


def ordered(here: world.Shop) -> str:
    path, _ = world.buys(world.client(), here.sku, 2, email="ratna@contoh.id")
    return re.search(r"/pesanan/([^?]+)", path)[1] + "-1"


@both
def test_money_that_was_not_there_after_all_is_not_reported_and_can_be_reported_again(shop):
    here = world.a_shop()
    number, treasurer = ordered(here), world.as_person(here.treasurer)
    money = f"/lapak/{here.slug}/uang"
    assert treasurer.post(f"{money}/masuk/{number}").status_code == 303
    assert "payment_confirmed" in waiting()
    page = treasurer.get(money).text
    payment = re.search(r"/uang/dicatat/(\d+)/tarik", page)[1]
    assert treasurer.post(f"{money}/dicatat/{payment}/tarik", data={"reason": "salah lihat"}).status_code == 303
    assert waiting("payment_confirmed", "payment_taken_back") == ["payment_taken_back"]
    assert treasurer.post(f"{money}/masuk/{number}").status_code == 303
    assert waiting("payment_confirmed", "payment_taken_back") == ["payment_confirmed"]


@both
def test_what_was_sent_stays_and_the_news_after_it_is_told_again(shop):
    here = world.a_shop()
    number, treasurer = ordered(here), world.as_person(here.treasurer)
    money = f"/lapak/{here.slug}/uang"
    treasurer.post(f"{money}/masuk/{number}")
    write(lambda db: db.execute(sa.update(M).values(sent_at=M.c.written_at)) and None)
    payment = re.search(r"/uang/dicatat/(\d+)/tarik", treasurer.get(money).text)[1]
    treasurer.post(f"{money}/dicatat/{payment}/tarik", data={"reason": "salah lihat"})
    with read() as db:
        assert db.scalars(sa.select(M.c.id).where(M.c.template == "payment_confirmed")).first(), "it was said"
    treasurer.post(f"{money}/masuk/{number}")
    assert "payment_confirmed" in waiting(), "the second time it is news again"


@both
def test_a_cancelled_order_is_neither_placed_nor_confirmed_any_more(shop):
    here = world.a_shop()
    mailed(here.chair, here.treasurer)
    number, other = ordered(here), ordered(here)
    world.as_person(here.treasurer).post(f"/lapak/{here.slug}/uang/masuk/{number}")
    cancelled = world.as_person(here.chair).post(
        f"/lapak/{here.slug}/pesanan/{number}/batal", data={"reason": "ikan habis"}
    )
    assert cancelled.status_code == 303
    with read() as db:
        told = {(m.params["number"], m.template) for m in db.scalars(sa.select(Message).where(WAITS))}
    assert {template for of, template in told if of == number} == {"order_new", "order_cancelled", "refund_due"}
    assert (other, "order_placed") in told, "another order's news stays"
    assert (other, "order_new") not in told, "so the letter that was gathered for both stays too"


@wide
def test_what_is_packed_or_handed_over_is_not_said_to_be_made_ready(shop):
    """ "Menyiapkan pesanan" was still to be sent of what its buyer had in her hands, "siap" too."""
    here = world.a_shop()
    number, chair = ordered(here), world.as_person(here.chair)
    world.as_person(here.treasurer).post(f"/lapak/{here.slug}/uang/masuk/{number}")
    here_still = ("order_accepted", "payment_confirmed", "order_ready")
    assert waiting(*here_still) == ["payment_confirmed"]
    desk = f"/lapak/{here.slug}/pesanan/{number}"
    for act in ("siapkan", "siap"):
        assert chair.post(f"{desk}/{act}").status_code == 303
    assert waiting(*here_still) == ["order_ready"]
    assert chair.post(f"{desk}/serahkan").status_code == 303
    assert waiting(*here_still) == []


@both
def test_a_refund_that_was_paid_is_not_owed_in_a_letter_any_more(shop):
    """Of two refunds of one order the other stays: each letter is about its own."""
    here = world.a_shop()
    treasurer = world.as_person(here.treasurer)
    number = ordered(here)
    done = treasurer.post(f"/lapak/{here.slug}/uang/masuk/{number}", data={"came": "80.000"})
    assert done.status_code == 303  # too much came: that is owed back
    world.as_person(here.chair).post(f"/lapak/{here.slug}/pesanan/{number}/batal", data={"reason": "ikan habis"})

    def due() -> set[str]:
        with read() as db:
            return {m.about for m in db.scalars(sa.select(Message).where(WAITS)) if m.template == "refund_due"}

    assert due() == {"refund/1", "refund/2"}
    paid = treasurer.post(f"/lapak/{here.slug}/uang/kembali/1", data={"how": "cash"})
    assert paid.status_code == 303 and due() == {"refund/2"}


@both
def test_an_invitation_that_ended_asks_nobody(shop):
    here = world.a_shop()

    def ask(db) -> int:
        by = Actor(here.chair, "Meike", roles=frozenset({Role.CHAIR}))
        return invite(
            db, by, InvitationKind.MEMBER, "orang@contoh.id", name="Wati", group=Group.get(db, here.group_id)
        ).key

    write(lambda db: Person(name="Wati", email="orang@contoh.id", email_proved_at=sa.func.now()).add(db) and None)
    key = write(ask)
    assert waiting() == ["invited"]
    write(lambda db: Invitation.get(db, key).withdraw(CLOCK))
    assert waiting() == []


@both
def test_a_code_that_was_ended_is_not_announced(shop):
    here = world.a_shop()
    mailed(here.member)
    chair = Actor(here.chair, "Meike", roles=frozenset({Role.CHAIR}))
    issued = "reset_code_issued", "code_used"

    def count(template: str) -> int:
        with read() as db:
            return len(
                db.scalars(sa.select(M.c.id).where(WAITS, M.c.template == template, M.c.channel == Channel.EMAIL)).all()
            )

    kept = new_code()[1]
    write(lambda db: issue_code(db, here.member, kept, by=chair) and None)
    key = write(lambda db: issue_code(db, here.member, kept, by=chair).key)
    assert count("reset_code_issued") == 1, "the newer code's alone"
    write(lambda db: use_code(db, here.member, key, world.hashed("kata sandi baru")) and None)
    assert waiting(*issued) == sorted(issued), "what was done with it takes nothing back"
    write(lambda db: setattr(db.get(Person, here.member), "restricted_until", None))
    write(lambda db: deny_own_code(db, here.member, key))
    assert waiting(*issued) == []


@both
def test_an_account_that_was_dropped_or_replaced_asks_nobody_to_look(shop):
    here = world.a_shop()
    mailed(here.chair, here.treasurer)
    treasurer = world.as_person(here.treasurer)
    address = f"/lapak/{here.slug}/uang/rekening"
    form = {"bank": "BSG", "number": "001 002 003", "holder": "Tunas Bahari"}
    for _ in range(2):
        treasurer.post(address, data=form)
        account = re.search(r"/rekening/(\d+)/hapus", treasurer.get(f"/lapak/{here.slug}/uang").text)[1]
    with read() as db:
        about = set(db.scalars(sa.select(M.c.about).where(WAITS, M.c.template == "account_typed")))
    assert about == {f"account/{account}"}
    treasurer.post(f"{address}/{account}/hapus")
    assert waiting("account_typed") == []


@both
def test_a_withdrawn_change_of_roles_is_told_by_its_last_step_alone(shop):
    here = world.a_shop()
    mailed(here.chair, here.treasurer, here.member)
    chair = Actor(here.chair, "Meike", roles=frozenset({Role.CHAIR}))

    def asked(db):
        mine = find_membership(db, here.group_id, here.member)
        change = ask_roles(db, Group.get(db, here.group_id), mine, chair, chair=False, treasurer=True)
        change.withdraw(chair)

    write(asked)
    with read() as db:
        steps = {m.params["step"] for m in db.scalars(sa.select(Message).where(WAITS, M.c.template == "role_change"))}
    assert steps == {"role_dropped"}


@both
def test_what_is_being_sent_just_now_is_too_late(shop, monkeypatch):
    from market.kernel.settings import settings

    here = world.a_shop()
    number = ordered(here)
    monkeypatch.setenv("MARKET_SMTP_URL", "smtp://localhost:1")
    settings.cache_clear()
    assert write(take_message)
    write(lambda db: unsay(db, number, ("order_placed",)))
    with read() as db:
        assert db.scalars(
            sa.select(M.c.id).where(WAITS, M.c.template == "order_placed", M.c.channel == Channel.EMAIL)
        ).all()
        assert db.scalars(sa.select(SubOrder)).one().number == number
    settings.cache_clear()


@both
def test_letters_of_a_bazaar_fall_when_it_is_answered_offered_or_called_off(shop):
    here = world.a_shop()
    fair = a_fair(here.officer, groups=3, booths=2)
    done(fair.officer.post(fair.desk + "/buka"))
    for number in range(3):
        register(fair, number)
    allotted(fair)
    done(fair.officer.post(fair.desk + "/pembagian/terbitkan", data={"version": "1"}))
    told = {template: bazaar_letters(template) for template in ("bazaar_seated", "bazaar_left_out")}
    assert [len(told[each]) for each in told] == [2, 1]
    numbers = {chair: n for n, (_, chair) in enumerate(fair.groups)}
    yes, no = (numbers[chair] for chair in told["bazaar_seated"])
    done(fair.chair(yes).post(fair.page(yes) + "/jawab", data={"answer": "yes"}))
    assert bazaar_letters("bazaar_seated") == {fair.groups[no][1]}, "who answered is asked no more"
    done(fair.chair(no).post(fair.page(no) + "/jawab", data={"answer": "no"}))
    assert not bazaar_letters("bazaar_seated") and not bazaar_letters("bazaar_left_out")
    assert bazaar_letters("bazaar_offer") == told["bazaar_left_out"], "the queue came to who was left out"
    done(fair.officer.post(fair.desk + "/batal", data={"reason": "Badai"}))
    assert waiting("bazaar_offer", "bazaar_cancelled") == ["bazaar_cancelled"]


def bazaar_letters(template: str) -> set[int]:
    """To whom letters of this kind wait to be sent."""
    with read() as db:
        return set(db.scalars(sa.select(M.c.to_id).where(WAITS, M.c.template == template)))
