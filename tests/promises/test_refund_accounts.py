"""Where a buyer wants her money back: whoever has her link can name another account, and nobody is paid by that
alone."""

import re
from datetime import timedelta

import sqlalchemy as sa
import time_machine

from market.kernel.clock import now, waking_between, zone_of
from market.kernel.db import read, write
from market.kernel.record import table
from market.kernel.settings import settings
from market.messages.outbox import Channel, Message
from market.orders.clockwork import tidy
from market.orders.order import Order
from market.payments.bill import Bill
from market.payments.ledger import balance, own, rounding
from market.payments.refund import Refund
from market.payments.refund_account import RefundAccount
from market.people.membership import Membership, find_membership
from market.people.person import Person
from market.people.security import SecurityEvent
from tests import world
from tests.bazaars.world import done
from tests.conftest import both, wide
from tests.orders.placing import test_quote as quotes
from tests.payments.test_card import rows

HERS = {"bank": "BSG", "number": "770 880 990", "holder": "Chresensia Wowor"}
ANOTHERS = {"bank": "BRI", "number": "111 222 333", "holder": "Orang Lain"}


class Owed:
    """A cancelled order of which the money is owed back; its buyer, its pages and the treasurer's desk."""

    def __init__(self, here: world.Shop, buyer=None, **choices) -> None:
        self.here, self.buyer = here, buyer or world.client()
        self.desk = f"/lapak/{here.slug}/uang"
        self.treasurer = world.as_person(here.treasurer)
        path, answer = world.buys(self.buyer, here.sku, **choices)
        assert path, answer.text
        self.path = rows(Order)[-1].path  # as it stands in her letter
        number = re.search(r"/pesanan/([^?]+)", self.path)[1] + "-1"
        done(self.treasurer.post(f"{self.desk}/masuk/{number}"))
        cancel = f"/lapak/{here.slug}/pesanan/{number}/batal"
        done(world.as_person(here.chair).post(cancel, data={"reason": "Ikan habis"}))
        self.key = rows(Refund)[-1].key

    def names(self, account, browser=None):
        form = account | {"refund": str(self.key)}
        return (browser or world.client()).post(self.path.replace("?", "/rekening?"), data=form)

    def pays(self, **form):
        return self.treasurer.post(f"{self.desk}/kembali/{self.key}", data=form)

    @property
    def named(self) -> list[RefundAccount]:
        return [each for each in rows(RefundAccount) if each.refund_id == self.key]


def told(template: str) -> list[tuple[str, str]]:
    return [
        (message.channel.value, message.to)
        for message in rows(Message)
        if message.template == template and message.channel is not Channel.PAGE
    ]


@wide
def test_a_changed_account_is_marked_told_and_waits_twelve_waking_hours(shop):
    here = world.a_shop()
    write(lambda db: setattr(Person.get(db, here.treasurer), "email", "bendahara@kelompok.test"))
    owed = Owed(here, email="ratna@rahasia.test")
    done(owed.names(HERS))
    page = owed.treasurer.get(owed.desk).text
    assert "770 880 990" in page and "iganti" not in page and told("refund_account_changed") == []
    done(owed.names(ANOTHERS))
    first, second = owed.named
    assert (first.number, second.number) == ("770 880 990", "111 222 333"), "each account that was named stays"
    page = owed.treasurer.get(owed.desk).text
    assert "111 222 333" in page and "iganti" in page and "770 880 990" in page and "sebelumnya" in page
    buyers = {("email", "ratna@rahasia.test"), ("tap", "+6281234567890")}
    assert set(told("refund_account_changed")) == buyers, "every way that is known of her"
    assert told("refund_readdressed") == [("email", "bendahara@kelompok.test")]
    for message in rows(Message):
        assert "111 222" not in str(message.params) and "770 880" not in str(message.params)
        assert message.channel is not Channel.TAP or "kunci" not in str(message.params)
    zone = zone_of(world.BITUNG)
    assert abs(waking_between(second.given_at, second.usable_at, zone) - 12) < 0.01
    refused = owed.pays(proof="BSG 1")
    assert refused.status_code == 422 and "baru diganti" in refused.text and rows(Refund)[0].state == "due"
    with time_machine.travel(second.usable_at - timedelta(seconds=1), tick=False):
        owed.treasurer = world.as_person(here.treasurer)
        assert owed.pays(account=second.key).status_code == 422
    with time_machine.travel(second.usable_at, tick=False):
        done(owed.pays(account=second.key))
    assert (rows(Refund)[0].state, rows(Refund)[0].number) == ("paid", "111 222 333")


@wide
def test_each_further_change_waits_anew_and_naming_the_same_changes_nothing(shop):
    owed = Owed(world.a_shop())
    done(owed.names(HERS))
    done(owed.names(HERS))
    assert len(owed.named) == 1 and told("refund_account_changed") == []
    for account in (ANOTHERS, HERS, ANOTHERS):
        done(owed.names(account))
    assert [each.number for each in owed.named] == ["770 880 990", "111 222 333", "770 880 990", "111 222 333"]
    assert len(told("refund_account_changed")) == 3, "she hears of each"
    assert all(each.usable_at > now() for each in owed.named[1:]) and owed.pays().status_code == 422
    late = owed.named[-1].usable_at
    with time_machine.travel(late + timedelta(minutes=1), tick=False):
        owed.treasurer = world.as_person(owed.here.treasurer)
        done(owed.names({**HERS, "holder": "Orang Lain"}))
        assert owed.pays().status_code == 422, "the name beside a number is part of it"


@wide
def test_whoever_flips_the_account_hides_nothing_and_causes_few_letters(shop):
    owed = Owed(world.a_shop())
    done(owed.names(HERS))
    answers = [owed.names(ANOTHERS | {"number": f"111 222 {n}"}).status_code for n in range(300, 315)]
    assert answers == [303] * 9 + [429] * 6 and len(told("refund_account_changed")) == 9
    page = owed.treasurer.get(owed.desk).text
    assert "111 222 308" in page and "770 880 990" in page, "the first one is still to be seen"
    assert f'name="account" value="{owed.named[0].key}"' in page, "and is the one that may have been paid already"
    assert (
        world.client()
        .post(owed.path.replace("kunci=", "kunci=x").replace("?", "/rekening?"), data=HERS | {"refund": "1"})
        .status_code
        == 404
    )


@wide
def test_what_was_sent_before_the_change_is_written_down_as_it_was(shop):
    """The treasurer saw one account and sent the money; meanwhile another was named."""
    owed = Owed(world.a_shop())
    done(owed.names(HERS))
    seen = owed.named[0].key
    assert f'name="account" value="{seen}"' in owed.treasurer.get(owed.desk).text
    done(owed.names(ANOTHERS))
    assert owed.pays(account=seen + 7).status_code == 404, "an account nobody named"
    done(owed.pays(account=seen, proof="BSG 7788"))
    [refund] = rows(Refund)
    assert (refund.state, refund.number, refund.holder) == ("paid", "770 880 990", "Chresensia Wowor")
    assert owed.names(ANOTHERS).status_code == 409, "it is over"
    assert rows(Refund)[0].number == "770 880 990"


@wide
def test_a_change_from_her_account_waits_as_any_other(shop):
    """Whoever is in her account may be another, and the page that she reads says until when it waits."""
    here = world.a_shop()
    write(lambda db: setattr(Person.get(db, here.buyer), "email", "ratna@akun.test"))
    owed = Owed(here, world.as_person(here.buyer))
    done(owed.names(ANOTHERS))
    assert not owed.named[0].waits and "paling cepat" in owed.buyer.get(owed.path).text
    done(owed.names(HERS, world.as_person(here.buyer)))
    assert owed.named[1].by_id == here.buyer and owed.named[1].waits
    assert ("email", "ratna@akun.test") in told("refund_account_changed"), "her account is a way to tell her"
    desk = owed.treasurer.get(owed.desk).text
    assert "Jangan kirim dulu" in desk and f'name="account" value="{owed.named[1].key}"' not in desk
    assert owed.pays().status_code == 422 and owed.pays(account=owed.named[1].key).status_code == 422
    done(owed.names(ANOTHERS, world.as_person(here.member)))
    assert owed.named[2].by_id is None, "another's account is no proof"
    done(owed.names(HERS, world.as_person(here.buyer)))
    with time_machine.travel(owed.named[-1].usable_at, tick=False):
        owed.treasurer = world.as_person(here.treasurer)
        done(owed.pays())
        assert rows(Refund)[0].number == "770 880 990"
        again = Owed(here, world.as_person(here.buyer), token="token-of-the-next-one")
        done(again.names(HERS))
        assert not again.named[0].waits, "she named it before, and it has waited"
        write(lambda db: setattr(Person.get(db, here.buyer), "restricted_until", now() + timedelta(hours=5)))
        rests = again.names(ANOTHERS, world.as_person(here.buyer))
        assert rests.status_code == 422, "let in by a code, her money rests"
        done(again.names(ANOTHERS))
        assert again.pays().status_code == 422, "and a link makes it wait"


@wide
def test_of_a_buyer_who_left_no_way_to_be_told_a_change_does_not_wait(shop):
    owed = Owed(world.a_shop())
    write(lambda db: db.query(Order).update({"phone": "", "email": None}) and None)
    done(owed.names(HERS))
    done(owed.names(ANOTHERS))
    done(owed.pays())
    assert rows(Refund)[0].number == "111 222 333"


@wide
def test_the_platforms_admins_see_the_same_of_what_they_pay(shop, monkeypatch):
    monkeypatch.setenv("MARKET_PAYOUTS", "1")
    settings.cache_clear()
    here = world.a_shop()
    world.collects(here)
    write(lambda db: setattr(Person.get(db, here.admin), "email", "admin@dermaga.test"))
    buyer, admin = world.client(), world.as_person(here.admin)
    path, _ = world.buys(buyer, here.sku)
    number = re.search(r"/pesanan/([^?]+)", path)[1] + "-1"
    done(buyer.post(path.replace("?", "/bayar?"), data={"claim": number}))
    claim = re.search(r"/klaim/(\d+)/cocok", admin.get("/admin/uang/transfer").text)[1]
    done(admin.post(f"/admin/uang/transfer/klaim/{claim}/cocok"))
    done(world.as_person(here.chair).post(f"/lapak/{here.slug}/pesanan/{number}/batal", data={"reason": "Ikan habis"}))
    for account in (HERS, ANOTHERS):
        done(buyer.post(path.replace("?", "/rekening?"), data=account | {"refund": str(rows(Refund)[0].key)}))
    page = admin.get("/admin/uang").text
    assert "111 222 333" in page and "sebelumnya" in page and "770 880 990" in page
    assert told("refund_readdressed") == [("email", "admin@dermaga.test")]
    refused = admin.post(f"/admin/uang/kembali/{rows(Refund)[0].key}", data={"proof": "BSG 1"})
    assert refused.status_code == 422 and "baru diganti" in refused.text
    with time_machine.travel(rows(RefundAccount)[-1].usable_at, tick=False):
        done(world.as_person(here.admin).post(f"/admin/uang/kembali/{rows(Refund)[0].key}"))


@wide
def test_her_page_says_where_it_goes_without_the_whole_number_and_from_when(shop):
    owed = Owed(world.a_shop())
    done(owed.names(HERS))
    page = owed.buyer.get(owed.path).text
    assert "770 880 990" not in page and "••••0990" in page and "Ganti rekening" in page
    done(owed.names(ANOTHERS))
    page = owed.buyer.get(owed.path).text
    assert "••••2333" in page and "paling cepat" in page


@wide
def test_all_accounts_that_were_named_are_forgotten_with_the_refund(shop):
    owed = Owed(world.a_shop())
    for account in (HERS, ANOTHERS):
        done(owed.names(account))
    with time_machine.travel(owed.named[1].usable_at, tick=False):
        owed.treasurer = world.as_person(owed.here.treasurer)
        done(owed.pays())
    tidy()
    assert {each.number for each in owed.named} == {"770 880 990", "111 222 333"}
    with time_machine.travel(now() + timedelta(days=400), tick=False):
        tidy()
    assert {(each.bank, each.number, each.holder) for each in owed.named} == {("", "", "")}


@wide
def test_the_first_account_of_all_is_the_first_of_the_order_and_of_its_owner(shop):
    """Another refund of the same order, or of another order of hers, is no new beginning."""
    here = world.a_shop(pieces=50)
    owed = Owed(here, buyer=world.as_person(here.buyer))
    done(owed.names(HERS))

    def another(db):
        bill = Bill.get(db, Refund.get(db, owed.key).bill_id)
        return Refund(bill_id=bill.key, group_id=bill.group_id, amount=1_000, reason="overpaid").add(db).key

    owed.key = write(another)
    done(owed.names(ANOTHERS))
    assert [each.waits for each in owed.named] == [True] and owed.pays().status_code == 422
    assert told("refund_account_changed") and told("refund_readdressed") == []
    owed.key = write(another)
    done(owed.names(HERS))
    assert [each.waits for each in owed.named] == [False], "the one that she named before"
    done(owed.pays())
    other = Owed(here, buyer=world.as_person(here.buyer), token="token-of-another")
    done(other.names(ANOTHERS))
    assert [each.waits for each in other.named] == [True]


@wide
def test_where_no_account_was_named_it_is_said_how_it_went_back(shop):
    here = world.a_shop()
    owed = Owed(here)
    desk = owed.treasurer.get(owed.desk).text
    assert "belum menulis rekeningnya" in desk and "Diserahkan tunai" in desk
    refused = owed.pays(proof="BSG 1", refund=owed.key)
    assert refused.status_code == 422 and "bagaimana uangnya" in refused.text and f'id="how-{owed.key}"' in refused.text
    assert owed.pays(how="told").status_code == 422 and owed.pays(how="anything").status_code == 422
    done(owed.pays(how="told", told="BSG 770 880 990"))
    [refund] = rows(Refund)
    assert (refund.state, refund.how, refund.number) == ("paid", "told", "BSG 770 880 990")
    assert "ke rekening yang disebut" in owed.buyer.get(owed.path).text


@wide
def test_a_mistaken_given_back_is_taken_back_by_who_pressed_it(shop):
    here = world.a_shop()
    owed = Owed(here)
    done(owed.pays(how="cash"))
    page = f"/lapak/{here.slug}/pesanan/{rows(Bill)[-1].ref}"
    undo, why = f"{owed.desk}/kembali/{owed.key}/tarik", {"reason": "Salah pesanan"}
    assert undo in owed.treasurer.get(page).text and undo not in world.as_person(here.chair).get(page).text
    assert world.as_person(here.chair).post(undo, data=why).status_code == 422, "who did not press it cannot know"
    assert owed.treasurer.post(undo, data={"reason": ""}).status_code == 422
    kept = balance_of(here)
    done(owed.treasurer.post(undo, data=why))
    first, second = rows(Refund)
    assert (first.state, second.state, second.amount) == ("failed", "due", first.amount)
    assert balance_of(here) == kept + first.amount, "booked back"
    assert owed.treasurer.post(undo, data=why).status_code == 422, "once"
    assert told("refund_undone") and "ternyata belum dikirim" in owed.buyer.get(owed.path).text
    assert owed.treasurer.get(f"/lapak/{here.slug}/uang/buku").status_code == 200
    owed.key = second.key
    done(owed.names(HERS))
    done(owed.pays())
    assert balance_of(here) == kept
    with time_machine.travel(now() + timedelta(days=8), tick=False):
        again = world.as_person(here.treasurer).post(f"{owed.desk}/kembali/{owed.key}/tarik", data=why)
        assert again.status_code == 422, "a week later it stands"


@wide
def test_what_somebody_gave_back_who_left_is_taken_back_by_who_does_it_now(shop):
    here = world.a_shop()
    owed = Owed(here)
    done(owed.pays(how="cash"))
    page = f"/lapak/{here.slug}/pesanan/{rows(Bill)[-1].ref}"
    undo, why = f"{owed.desk}/kembali/{owed.key}/tarik", {"reason": "Salah pesanan"}
    chair, member = world.as_person(here.chair), world.as_person(here.member)
    write(lambda db: setattr(find_membership(db, here.group_id, here.treasurer), "ended_at", now()))
    assert undo not in chair.get(page).text and chair.post(undo, data=why).status_code == 422, "still to be asked"
    write(lambda db: setattr(db.get(Person, here.treasurer), "email", "sience@contoh.id"))
    long_ago = now() - timedelta(days=2, minutes=1)
    write(lambda db: setattr(_last_of(db, here, here.treasurer), "ended_at", long_ago))
    assert undo not in member.get(page).text and member.post(undo, data=why).status_code == 422
    assert undo in chair.get(page).text
    done(chair.post(undo, data=why))
    assert [refund.state for refund in rows(Refund)] == ["failed", "due"]
    assert [each.to_id for each in rows(Message) if each.template == "word_taken_back"] == [here.treasurer]
    assert [each.person_id for each in rows(SecurityEvent) if each.code == "refund_undone"] == [here.treasurer]


def _last_of(db, here, person_id):
    rows_ = table(Membership)
    return db.scalars(
        sa.select(Membership).where(rows_.c.person_id == person_id, rows_.c.group_id == here.group_id)
    ).one()


@wide
def test_the_accounts_that_were_named_stay_with_what_is_owed_anew(shop):
    owed = Owed(world.a_shop())
    done(owed.names(HERS))
    done(owed.names(ANOTHERS))
    done(owed.pays(account=owed.named[0].key))
    done(owed.treasurer.post(f"{owed.desk}/kembali/{owed.key}/tarik", data={"reason": "Salah tekan"}))
    owed.key = rows(Refund)[-1].key
    assert [each.number for each in owed.named] == ["770 880 990", "111 222 333"]
    assert owed.named[1].waits and owed.pays().status_code == 422, "taking it back shortens no waiting"


def balance_of(here: world.Shop) -> int:
    with read() as db:
        return balance(db, own(here.group_id)) + balance(db, rounding(here.group_id))


@both
def test_the_first_account_of_an_offers_order_waits_where_the_group_may_have_the_key(shop):
    """Whoever knew the link may have agreed to it: the group sent it, and is told with all others who may object."""
    here = world.a_shop(pieces=50)
    chair, answer = quotes.offer(here)
    path = done(world.client().post(quotes.link_of(answer), data={"name": "Ani, Kepala Bidang"}))
    number, _, key = path.partition("?")
    parcel, treasurer = number.rpartition("/")[2] + "-1", world.as_person(here.treasurer)
    done(treasurer.post(f"/lapak/{here.slug}/uang/masuk/{parcel}"))
    done(chair.post(f"/lapak/{here.slug}/pesanan/{parcel}/batal", data={"reason": "tidak jadi"}))
    [refund] = rows(Refund)
    done(world.client().post(f"{number}/rekening?{key}", data=ANOTHERS | {"refund": refund.key}))
    assert rows(RefundAccount)[0].waits
    early = treasurer.post(f"/lapak/{here.slug}/uang/kembali/{refund.key}", data={"note": "sudah"})
    assert early.status_code == 422 and rows(Refund)[0].state == "due"
