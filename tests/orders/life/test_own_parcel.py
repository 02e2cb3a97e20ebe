"""Her own parcel: each verb in each state by each kind of person. Nobody gives herself its money or its goods."""

from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa
import time_machine

from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.money import rupiah
from market.kernel.record import table
from market.kernel.refused import NotFound, Overtaken, Refused
from market.orders.clockwork import tick
from market.orders.life import answering, ending, pickup, serving
from market.orders.life.not_handed import not_handed_over
from market.orders.life.returning import come_back, courier_cost_of, take_cost_back
from market.orders.life.reviving import revive
from market.orders.order import SubOrder, group_sub_order
from market.orders.state import State
from market.orders.terms import Terms, own_terms
from market.payments import ledger
from market.payments.bill import Bill, BillState
from market.payments.refund import Refund
from market.people.access import Actor, Do
from market.people.group import Group, GroupKind
from market.people.helpers import Officer
from market.people.membership import Acceptance, Membership, find_membership, join
from market.people.person import Person
from market.people.roles.standing import NeedsWho, in_group
from tests import world
from tests.bazaars.world import done
from tests.conftest import both, wide
from tests.payments.test_card import rows

HOME = {"delivery-tunas-bahari": "own_courier", "village": world.BITUNG, "address": "Jl. Pantai 1"}
WHY = "Salah alamat"
COST = 5_000
Verb = Callable[[object, SubOrder, Actor], None]
# What a group does with a parcel, and the right that its page asks for.
VERBS: dict[str, tuple[Do, Verb]] = {
    "accept": (Do.PACK, answering.accept),
    "prepare": (Do.PACK, serving.prepare),
    "ready": (Do.PACK, serving.make_ready),
    "send": (Do.PACK, serving.send),
    "hand over": (Do.CASH, serving.hand_over),
    "was not handed over": (Do.ORDERS, lambda db, sub, by: not_handed_over(db, sub, by, WHY)),
    "wait": (Do.PACK, pickup.wait_longer),
    "collected": (Do.CASH, pickup.collected_after_all),
    "serve late": (Do.CONFIRM_OWN, revive),
    "refuse": (Do.ORDERS, lambda db, sub, by: ending.refuse(db, sub, by, WHY)),
    "cancel": (Do.ORDERS, lambda db, sub, by: ending.cancel_by_group(db, sub, by, WHY)),
    "back": (Do.SELL, lambda db, sub, by: come_back(db, sub, by, WHY)),
    "back with cost": (Do.SELL, lambda db, sub, by: come_back(db, sub, by, WHY, courier_cost=COST)),
    "cost undone": (Do.REFUND_OWN, lambda db, sub, by: take_cost_back(db, sub, by, WHY)),
}
# Whose word moves nothing that is hers: the debt stands, the stock is here, what was paid stays paid.
HARMLESS = {"accept", "prepare", "ready", "send", "refuse"}
OWN = {"not_own_order", "payer_too_close"}


class Undo(Exception):
    """The verb went through; nothing of it is kept."""


class Walk:
    """One parcel of a member, taken through its life; at each stop everybody tries everything."""

    def __init__(self, here: world.Shop, **choices: str) -> None:
        self.here = here
        self.who = {"buyer": here.member, "close": self._close(), "other": self._other(), "treasurer": here.treasurer}
        self.who |= {"officer": here.officer, "phone": None}
        buyer = world.as_person(here.member)
        path, answer = world.buys(
            buyer, here.sku, 2, phone="0812-0000-0003", token=f"own-{len(rows(SubOrder))}-parcel", **choices
        )
        assert path, answer.text
        self.number = rows(SubOrder)[-1].number
        self.seen: set[tuple[str, State, str, str]] = set()

    def _member(self, name: str, given_by: int, since) -> int:
        def work(db):
            person = Person(name=name, password_hash=world.hashed(world.PASSWORD)).add(db)
            join(db, self.here.group_id, person, Acceptance.ACCOUNT, given_by=given_by, since=since)
            return person.key

        return write(work)

    def _close(self) -> int:
        """Whom the buyer brought in a moment ago."""
        return self._member("Boneka", self.here.member, now())

    def _other(self) -> int:
        return self._member("Lidia", self.here.chair, now() - timedelta(days=60))

    @property
    def state(self) -> State:
        return next(each.state for each in rows(SubOrder) if each.number == self.number)

    def actor(self, who: str) -> Actor:
        if who == "phone":
            return Actor(device_id=self.here.device, device_group_id=self.here.group_id)
        return Actor(self.who[who], who)

    def tries(self, who: str, verb: str) -> str:
        do, act = VERBS[verb]

        def work(db) -> None:
            group, by = in_group(db, self.actor(who), self.here.slug, do)
            act(db, group_sub_order(db, group.key, self.number, lock=True), by)
            db.flush()
            raise Undo

        try:
            write(work)
        except Undo:
            return "done"
        except (Overtaken, NotFound, NeedsWho) as error:
            return type(error).__name__
        except Refused as refused:
            return refused.code
        raise AssertionError("neither done nor refused")

    def stop(self) -> None:
        for who in self.who:
            for verb in VERBS:
                self.seen.add((who, self.state, verb, self.tries(who, verb)))

    def go(self, *verbs: str) -> None:
        for verb in verbs:
            do, act = VERBS[verb]

            def work(db, do=do, act=act) -> None:
                group, by = in_group(db, Actor(self.here.treasurer, "Sience"), self.here.slug, do)
                act(db, group_sub_order(db, group.key, self.number, lock=True), by)

            write(work)
            self.stop()

    def did(self, who: str, *states: State) -> set[str]:
        """What went through for somebody, in these states or anywhere."""
        return {
            verb
            for each, state, verb, came in self.seen
            if (each, came) == (who, "done") and state in (states or State)
        }

    def nobody_helps_herself(self, *also: str) -> None:
        for who in ("buyer", "close"):
            assert self.did(who) <= HARMLESS | set(also), who
            assert {
                came for each, _state, verb, came in self.seen if each == who and verb == "back with cost"
            } <= OWN | {"Overtaken"}
        assert self.did("officer") == set(), "an officer has no hand in parcels"
        assert self.did("phone") <= HARMLESS | {"wait"}, "a phone without a name packs"


def cash_on_delivery(here: world.Shop) -> None:
    write(
        lambda db: (
            Terms(group_id=here.group_id, cash=True, cash_on_delivery=True, cash_limit=10_000_000).add(db) and None
        )
    )


@wide
def test_of_cash_on_delivery_the_debt_stays_until_another_ends_it(shop):
    here = world.a_shop(pieces=50)
    cash_on_delivery(here)
    walk = Walk(here, payment="cash", **HOME)
    walk.stop()
    walk.go("accept", "prepare", "ready", "send")
    walk.nobody_helps_herself("cancel")
    page = world.as_person(here.member).get(f"/lapak/{here.slug}/pesanan/{walk.number}").text
    assert "Ini pesanan Anda sendiri" in page and "Barang kembali" not in page and "tunai diterima" not in page
    left = State.ON_THE_WAY
    assert "cancel" not in walk.did("buyer", left) | walk.did("other", left) | walk.did("treasurer", left)
    assert walk.did("other", left) == {"hand over", "back"}, "its cost is for who may give money back"
    assert walk.did("treasurer", left) == {"hand over", "back", "back with cost"}
    assert "cancel" in walk.did("buyer", State.READY), "nothing paid, and the goods are here"
    walk.go("back with cost", "cost undone")
    walk.nobody_helps_herself("cancel")
    assert walk.did("treasurer", State.CANCELLED) == {"cost undone"}


@wide
def test_of_a_paid_parcel_the_money_goes_back_on_anothers_word(shop):
    here = world.a_shop(pieces=50)
    walk = Walk(here, **HOME)
    walk.stop()
    assert "cancel" in walk.did("buyer")
    done(world.as_person(here.treasurer).post(f"/lapak/{here.slug}/uang/masuk/{walk.number}"))
    walk.seen.clear()
    walk.stop()
    walk.go("prepare", "ready", "send")
    walk.nobody_helps_herself("hand over")
    assert "cancel" not in walk.did("buyer") | walk.did("close") and "cancel" in walk.did("other", State.READY)
    assert walk.did("other", State.ON_THE_WAY) == {"hand over", "back"}
    walk.go("back")
    walk.nobody_helps_herself("hand over")


@both
def test_of_goods_that_are_fetched_she_says_neither_wait_nor_fetched(shop):
    here = world.a_shop(pieces=50)
    walk = Walk(here, payment="cash")
    if walk.state is State.WAITING:
        walk.go("accept")
    write(
        lambda db: setattr(
            group_sub_order(db, here.group_id, walk.number, lock=True), "collect_by", now() + timedelta(hours=5)
        )
    )
    walk.stop()
    walk.nobody_helps_herself("cancel")
    assert {"wait", "hand over"} <= walk.did("other", State.ACCEPTED)
    write(lambda db: pickup.give_up(db, group_sub_order(db, here.group_id, walk.number, lock=True)))
    walk.stop()
    walk.nobody_helps_herself("cancel")
    assert walk.did("other", State.CANCELLED) == {"collected"}


@wide
def test_what_she_says_to_have_received_is_owed_where_all_can_see_it(shop):
    """Who buys at her own group takes no cash of herself; that she has the goods hides no debt."""
    here = world.a_shop(pieces=50)
    cash_on_delivery(here)
    walk = Walk(here, payment="cash", **HOME)
    walk.go("accept", "prepare", "ready", "send")
    buyer, desk = world.as_person(here.member), f"/lapak/{here.slug}/uang"
    assert "tunai-belum-dicatat" not in world.as_person(here.treasurer).get(desk).text, "it is on its way"
    done(buyer.post(f"/pesanan/{walk.number.rpartition('-')[0]}/terima", data={"parcel": walk.number}))
    walk.seen.clear()
    walk.stop()
    walk.nobody_helps_herself()
    with time_machine.travel(now() + timedelta(days=10), tick=True):
        tick()
        assert walk.state is State.CLOSED
        treasurer = world.as_person(here.treasurer)
        page = treasurer.get(desk).text
        assert "tunai-belum-dicatat" in page and walk.number in page
        assert world.as_person(here.member).post(f"{desk}/masuk/{walk.number}").status_code == 422
        done(treasurer.post(f"{desk}/masuk/{walk.number}"))
        assert "tunai-belum-dicatat" not in treasurer.get(desk).text


@both
def test_what_a_courier_cost_is_bounded_told_and_taken_back(shop):
    here = world.a_shop(pieces=50)
    cash_on_delivery(here)
    write(lambda db: setattr(Person.get(db, here.treasurer), "email", "bendahara@kelompok.test"))
    path, answer = world.buys(world.client(), here.sku, 2, payment="cash", **HOME)
    assert path, answer.text
    order = f"/lapak/{here.slug}/pesanan/{rows(SubOrder)[-1].number}"
    member, treasurer = world.as_person(here.member), world.as_person(here.treasurer)
    for step in ("terima", "siapkan", "siap", "kirim"):
        done(member.post(f"{order}/{step}"))
    total = rows(SubOrder)[-1].total
    assert 'name="fee"' not in member.get(order).text and 'name="fee"' in treasurer.get(order).text
    for who, fee in ((member, "5000"), (treasurer, "100000000"), (treasurer, str(total + 1))):
        assert who.post(f"{order}/kembali", data={"reason": WHY, "fee": fee}).status_code == 422
    write(lambda db: setattr(Person.get(db, here.treasurer), "restricted_until", now() + timedelta(hours=5)))
    assert treasurer.post(f"{order}/kembali", data={"reason": WHY, "fee": "5000"}).status_code == 422, (
        "let in by a code"
    )
    write(lambda db: setattr(Person.get(db, here.treasurer), "restricted_until", None))
    done(world.as_person(here.chair).post(f"{order}/kembali", data={"reason": WHY, "fee": "5000"}))
    own = lambda: read_own(here)  # noqa: E731
    assert own() == -5_000
    assert [m.to for m in messages("courier_cost")] == ["bendahara@kelompok.test"]
    assert f"{order}/kembali/tarik" in treasurer.get(order).text
    assert member.post(f"{order}/kembali/tarik", data={"reason": WHY}).status_code == 422
    done(treasurer.post(f"{order}/kembali/tarik", data={"reason": "Kurirnya tidak minta"}))
    assert own() == 0 and len(messages("courier_cost")) == 2
    assert treasurer.post(f"{order}/kembali/tarik", data={"reason": WHY}).status_code == 409
    for page in ("uang/buku", "uang"):
        assert treasurer.get(f"/lapak/{here.slug}/{page}").status_code == 200


@both
def test_what_was_kept_of_the_buyers_money_goes_back_with_the_cost(shop):
    here = world.a_shop(pieces=50)
    path, answer = world.buys(world.client(), here.sku, 2, **HOME)
    assert path, answer.text
    number = rows(SubOrder)[-1].number
    treasurer, order = world.as_person(here.treasurer), f"/lapak/{here.slug}/pesanan/{number}"
    done(treasurer.post(f"/lapak/{here.slug}/uang/masuk/{number}"))
    for step in ("siapkan", "siap", "kirim"):
        done(treasurer.post(f"{order}/{step}"))
    done(treasurer.post(f"{order}/kembali", data={"reason": WHY, "fee": "5000"}))
    [first] = rows(Refund)
    asked = rows(Bill)[-1].asked
    assert first.amount == asked - 5_000
    done(treasurer.post(f"{order}/kembali/tarik", data={"reason": WHY}))
    assert [each.amount for each in rows(Refund)] == [first.amount, 5_000]
    assert rows(Bill)[-1].state is BillState.SETTLED
    with read() as db:
        assert courier_cost_of(group_sub_order(db, here.group_id, number).events) == 0


@both
def test_an_officer_who_left_the_group_yesterday_gives_nothing_back(shop):
    """It is the chair's own order and she alone holds the money: an officer says it, but none of her own side."""
    here = world.a_shop()

    def alone(db) -> int:
        left = join(
            db, here.group_id, Person.get(db, here.officer), Acceptance.ACCOUNT, since=now() - timedelta(days=60)
        )
        left.end(world.actor(here.officer))
        for key in (here.treasurer, here.member):
            find_membership(db, here.group_id, key).end(world.actor(key))
        find_membership(db, here.group_id, here.chair).treasurer = True
        colleague = world.a_person(db, "Vera", 77)
        Officer(person_id=colleague.key, place="71.72", agency="Dinas Perikanan Bitung").add(db)
        return colleague.key

    colleague = world.as_person(write(alone))
    path, answer = world.buys(world.as_person(here.chair), here.sku, 1, phone="0812-0000-0001")
    assert path, answer.text
    own, desk, ref = world.as_person(here.officer), f"/lapak/{here.slug}/uang", rows(Bill)[-1].ref
    assert own.post(f"{desk}/masuk/{ref}").status_code == 422
    done(colleague.post(f"{desk}/masuk/{ref}"))
    grant = {"amount": "10000", "reason": "kurang enak", "token": "token-12345678"}
    assert own.post(f"{desk}/kembalikan/{ref}", data=grant).status_code == 422
    done(colleague.post(f"{desk}/kembalikan/{ref}", data=grant))
    key = rows(Refund)[-1].key
    assert own.post(f"{desk}/kembali/{key}", data={"how": "cash"}).status_code == 422
    done(colleague.post(f"{desk}/kembali/{key}", data={"how": "cash"}))
    assert f"{rupiah(rows(Refund)[-1].amount)} sudah kembali ke pembeli" in colleague.get(desk).text
    assert own.post(f"{desk}/kembali/{key}/tarik", data={"reason": WHY}).status_code == 422


def read_own(here: world.Shop) -> int:
    with read() as db:
        return ledger.balance(db, ledger.own(here.group_id))


def messages(template: str) -> list:
    from market.messages.outbox import Message

    return [each for each in rows(Message) if each.template == template]


@both
def test_a_number_that_a_stranger_typed_leaves_no_goods_of_a_lone_owner_on_their_way(shop):
    """Cash on delivery to nobody: she is alone, and says herself that it came back."""
    here = world.a_shop()
    cash_on_delivery(here)

    def alone(db) -> None:
        db.get(Group, here.group_id).kind = GroupKind.SOLE
        for member in db.scalars(sa.select(Membership).where(table(Membership).c.group_id == here.group_id)):
            if member.person_id == here.chair:
                member.treasurer = True
            else:
                member.ended_at = now() - timedelta(days=60)
        db.get(Person, here.chair).phone_proved_at = None

    write(alone)
    path, answer = world.buys(world.client(), here.sku, 2, phone="0812-0000-0001", payment="cash", **HOME)
    assert path, answer.text
    number, owner = rows(SubOrder)[-1].number, world.as_person(here.chair)
    page = f"/lapak/{here.slug}/pesanan/{number}"
    for verb in ("terima", "siapkan", "siap", "kirim"):
        assert owner.post(f"{page}/{verb}").status_code == 303, verb
    assert owner.post(f"{page}/kembali", data={"reason": "tidak ada orangnya", "fee": ""}).status_code == 303
    assert rows(SubOrder)[-1].state is State.CANCELLED


@both
def test_what_her_own_delivery_costs_another_says(shop):
    here = world.a_shop(pieces=20)
    write(lambda db: setattr(own_terms(db, here.group_id), "quote", True))
    walk = Walk(here, **HOME | {"delivery-tunas-bahari": "quote"})
    at = f"/lapak/{here.slug}/pesanan/{walk.number}/ongkir"
    for person, code in (("buyer", 422), ("close", 422), ("other", 303)):
        answer = world.as_person(walk.who[person]).post(at, data={"fee": "0"})
        assert answer.status_code == code, person
