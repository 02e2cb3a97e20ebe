"""Who deletes her account is named nowhere any more, and a letter that was sent opens nothing."""

from datetime import date, timedelta

import sqlalchemy as sa
import time_machine
from sqlmodel import AutoString

from market import tables
from market.inventory.movement import StockMovement
from market.inventory.receiving import receive
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.messages import channels
from market.messages.outbox import Channel, Message, tell
from market.orders import clockwork
from market.orders.books.recount import recount
from market.orders.books.sharing import Distribution
from market.orders.event import OrderEvent
from market.payments.account import Account
from market.payments.claim import Claim, ClaimState
from market.payments.refund import Refund
from market.payments.refund_account import RefundAccount
from market.payments.refund_state import RefundState
from market.payments.typing_accounts import type_account
from market.people.access import Actor, Role
from market.people.act import note
from market.people.approving.stand_in import StandIn
from market.people.founding.founding import ClaimLink
from market.people.group import Group
from market.people.invitation import Invitation, InvitationKind
from market.people.membership import find_membership
from market.people.owning.appointing import Appointment
from market.people.person import Person
from market.people.roles.role_change import RoleChange
from market.people.roles.role_states import RoleChangeKind, RoleChangeState
from market.people.signing_in.contact import ContactKind, ContactProof, ProofWay
from market.people.signing_in.denial import Denies, tell_every_way
from tests import world
from tests.bazaars.world import done
from tests.conftest import both
from tests.payments.test_card import rows
from tests.payments.test_other_sums import transfer

NAME, TYPED = "Olga Tumbelaka", "Bu Olga"
PHONE, EARLIER, EMAIL = "+6281200077001", "+6281200077002", "olga.tumbelaka@contoh.id"
HERS = (NAME, TYPED, PHONE, PHONE[3:], EARLIER, EMAIL, "0812-0007-7001")


def traces() -> list[str]:
    """Every text of every table that still tells of her: `table.column: value`."""
    found = []
    with read() as db:
        for each in tables.metadata.sorted_tables:
            texts = [c for c in each.c if isinstance(c.type, sa.Text | sa.String | AutoString)]
            for row in db.execute(sa.select(*texts)).all() if texts else ():
                for column, value in zip(texts, row, strict=True):
                    if value and any(known in str(value) for known in HERS):
                        found.append(f"{each.name}.{column.name}: {value}")
    return found


def lives(here) -> None:
    """A member who bought, sold, asked, was asked, approved and was written to."""

    def work(db):
        person, group = Person.get(db, here.member), Group.get(db, here.group_id)
        person.name, person.phone, person.email = NAME, PHONE, EMAIL
        me = Actor(person.key, NAME, roles=frozenset({Role.TREASURER, Role.MEMBER}))
        mine, other = (find_membership(db, group.key, key) for key in (here.member, here.treasurer))
        group.phone = PHONE
        then = now() - timedelta(days=100)  # while she had the earlier number
        for value, days in ((EARLIER, 400), (PHONE, 20)):
            ContactProof(
                person_id=person.key, kind=ContactKind.PHONE, value=value, way=ProofWay.CALL, code_hash="x",
                read_by_id=here.admin, expires_at=now(), proved_at=now() - timedelta(days=days),
            ).add(db)  # fmt: skip
        type_account(db, group, bank="BRI", number="1", holder=group.name, by=me).drop(me)
        RoleChange(
            group_id=group.key, membership_id=mine.key, kind=RoleChangeKind.ROLES, chair=False, treasurer=True,
            state=RoleChangeState.DROPPED, asked_by_id=person.key, asked_by=NAME, seconded_by_id=person.key,
            seconded_by=NAME, objected_by_id=person.key, objected_by=NAME, decided_by_id=person.key, decided_by=NAME,
        ).add(db)  # fmt: skip
        StandIn(
            group_id=group.key, treasurer_id=other.key, membership_id=mine.key, asked_by_id=person.key, asked_by=NAME,
            agreed_by=NAME, begun_by=NAME, ended_at=now(),
        ).add(db)  # fmt: skip
        ClaimLink(group_id=group.key, name=NAME, phone=EARLIER, token_hash="x", expires_at=then).add(db)
        Appointment(kind=ContactKind.PHONE, value=EARLIER, place="71.72", made_at=then, expires_at=then).add(db)
        asked = Invitation(
            kind=InvitationKind.MEMBER, group_id=group.key, identifier=EARLIER, name=NAME, by_id=here.chair,
            invited_at=then
        ).add(db)  # fmt: skip
        figures = {"slips": [{"person_id": person.key, "name": NAME, "goods": 1, "amount": 5_000}]}
        Distribution(group_id=group.key, month=date(2026, 10, 1), figures=figures, made_by=NAME).add(db)
        note(db, world.actor(here.chair), "member_added", group.key, name=NAME)
        note(db, world.actor(here.chair), "member_invited", group.key, name="Bu Olga", invitation=asked.key)
        receive(db, group, here.sku, 1, by=Actor(name=NAME))
        tell(db, Person.get(db, here.chair).recipient, "account_typed", {"by": NAME, "phone": PHONE}, name="one")
        tell_every_way(db, person, "code_used", {"by": "Meike"}, name="other", denies=None)

    write(lambda db: setattr(Person.get(db, here.chair), "email", "meike@contoh.id"))
    write(work)


@both
def test_who_is_gone_is_named_nowhere(shop):
    here = world.a_shop()
    lives(here)
    member = world.as_person(here.member)
    answers = {"name": TYPED, "phone": "0812-0007-7001", "email": EMAIL, "note": f"Saya {TYPED}"}
    path, answer = world.buys(member, here.sku, 1, **answers)
    assert path, answer.text
    number = path.rpartition("/")[2] + "-1"
    done(member.post(f"{path}/bayar", data={"claim": number, "note": f"dari {TYPED}"}))
    _buyer, _pay, bill, desk = transfer(here, 1)
    write(lambda db: setattr(find_membership(db, here.group_id, here.member), "treasurer", True))
    done(world.as_person(here.member).post(f"{desk}/masuk/{bill.ref}"))
    write(lambda db: setattr(find_membership(db, here.group_id, here.member), "treasurer", False))
    done(world.as_person(here.member).post(f"/lapak/{here.slug}/pesanan/{bill.ref}/siapkan"))
    done(member.post(f"{path}/batal", data={"parcel": number}))
    [claim] = [each for each in rows(Claim) if each.state is ClaimState.OPEN]
    refusal = {"reason": "Belum masuk"}  # while it is looked for she cannot go
    done(world.as_person(here.treasurer).post(f"{desk}/klaim/{claim.key}/belum", data=refusal))

    def dropped(db):
        refund = Refund(
            bill_id=db.get(type(bill), 1).key, group_id=here.group_id, amount=1, reason="late_money",
            state=RefundState.DROPPED, bank="BRI", number="77", holder=TYPED,
        ).add(db)  # fmt: skip
        RefundAccount(refund_id=refund.key, bank="BRI", number="77", holder=TYPED, usable_at=now()).add(db)

    write(dropped)
    assert len({each.partition(":")[0] for each in traces()}) > 25, "she is known in many places"
    done(member.post("/akun/hapus", data={"sure": "ya", "current": world.PASSWORD}))
    assert traces() == [f"claim.payer_phone: {PHONE}"], "a refused claim counts for ninety days"
    with read() as db:
        assert recount(db) == []
        assert [(a.typed_by, a.typed_by_id) for a in rows(Account)][-1] == ("Akun dihapus", here.member)
        assert rows(Distribution)[0].figures["slips"][0]["amount"] == 5_000


@both
def test_of_two_of_one_name_the_one_who_goes_is_named_nowhere(shop):
    """What each did is known by her id: the name of the one who stays stays with what she did."""
    here = world.a_shop()
    both_of_them = (here.member, here.treasurer)
    for key in both_of_them:
        write(lambda db, key=key: setattr(Person.get(db, key), "name", NAME))
        browser, house = world.as_person(key), f"/lapak/{here.slug}"
        done(browser.post(f"{house}/stok", data={"variant": here.sku, "quantity": 3}))
        done(browser.post(f"{house}/stok/terjual", data={"variant": here.sku, "quantity": 1}))
        _buyer, _pay, bill, _desk = transfer(here, 1)
        done(world.as_person(here.treasurer).post(f"{house}/uang/masuk/{bill.ref}"))
        for step in ("siapkan", "siap", "serahkan"):
            done(browser.post(f"{house}/pesanan/{bill.ref}/{step}"))
    done(world.as_person(here.member).post("/akun/hapus", data={"sure": "ya", "current": world.PASSWORD}))
    gone, stays = both_of_them
    for model in (StockMovement, OrderEvent):
        named = {(row.by_id, row.by) for row in rows(model) if row.by_id in both_of_them and row.by != "Sience"}
        assert named == {(gone, "Akun dihapus"), (stays, NAME)}, model


@both
def test_a_letter_opens_nothing_once_it_was_sent_and_says_nothing_after_a_month(shop, monkeypatch):
    here = world.a_shop()
    monkeypatch.setenv("MARKET_SMTP_URL", "smtp://127.0.0.1:9")
    from market.kernel.settings import settings

    settings.cache_clear()
    sent = []
    monkeypatch.setattr(channels, "send_email", lambda message, words: sent.append(words.body))

    def written(db):
        person = Person.get(db, here.chair)
        person.email = "meike@contoh.id"
        tell_every_way(db, person, "code_used", {"by": "Sience"}, name="code", denies=Denies(now()))
        group = Group.get(db, here.group_id)
        tell(db, Person.get(db, here.buyer).recipient, "order_ready", {}, name="tap", from_group=group.key)

    write(written)
    channels.send_due()
    assert len(sent) == 1 and "/bukan-saya/" in sent[0]
    [letter] = [m for m in rows(Message) if m.channel is Channel.EMAIL]
    assert letter.sent_at and "bukan-saya" not in str(letter.params) and letter.params["by"] == "Sience"
    with time_machine.travel(now() + timedelta(days=31), tick=False):
        clockwork.tidy()
    [letter] = [m for m in rows(Message) if m.channel is Channel.EMAIL]
    assert (letter.to, letter.to_name, letter.params) == ("", "", {}) and letter.name
    with read() as db:
        waiting = table(Message)
        unsent = db.scalars(sa.select(waiting.c.to).where(waiting.c.sent_at.is_(None))).all()
    assert all(unsent), "what waits to be brought by hand waits on"
