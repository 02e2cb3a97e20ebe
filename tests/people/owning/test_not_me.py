""" "Bukan saya" takes back all that somebody else prepared in an account, and nobody turns it against its owner."""

import re
from datetime import timedelta

import pyotp
import pytest
import sqlalchemy as sa
import time_machine
from sqlmodel import SQLModel

from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.kernel.refused import Refused
from market.kernel.settings import settings
from market.messages.outbox import Message
from market.payments.account import Account, accounts_of
from market.payments.account_typed import AccountKind
from market.payments.bill import Bill
from market.payments.recap import Recap
from market.payments.refund import Refund
from market.payments.refund_account import RefundAccount
from market.people.access import Role
from market.people.approving.stand_in import StandIn
from market.people.founding.founding import NewGroup, import_groups
from market.people.group import GroupKind
from market.people.membership import Acceptance, join
from market.people.person import Person
from market.people.reset_code import new_code
from market.people.roles.leaving import require_nothing_held
from market.people.roles.role_change import RoleChange
from market.people.roles.role_states import RoleChangeState
from market.people.signing_in.reset import issue_at_console
from market.people.signing_in.second_factor import begin_factor, begun_factor, second_factor
from market.people.undoing import UNDOES
from tests import world
from tests.conftest import wide
from tests.people.owning.test_contacts import asks, sent_code, shows
from tests.promises.test_codes import live_codes, member_key, reachable  # noqa: F401
from tests.promises.test_group_phone import begins, pin_code_on

THIEF, MAIL, HIS = "kata sandi maling cumi", "maling@contoh.id", "+6281377770001"
TYPED = {"bank": "BSG", "number": "001 002 003", "holder": "Maling"}
OLGA, MEIKE = "+6281200000003", "+6281200000001"


def rows(record):
    with read() as db:
        return list(db.scalars(sa.select(record).order_by(table(record).c.id)))


def person(key: int) -> Person:
    with read() as db:
        return db.get(Person, key)


def links(to: str, template: str | None = None) -> list[str]:
    """The "bukan saya" links that went to a number or address, the oldest first; empty where a letter has none."""
    return [
        m.params["path"] if "/bukan-saya/" in m.params["path"] else ""
        for m in rows(Message)
        if m.to == to and m.template in ([template] if template else ["code_used", "reset_code_issued",
                "contact_changed"])
    ]  # fmt: skip


def by_code(here: world.Shop, issuer: int, key: int, number: str, password: str = THIEF):
    """Whoever holds a code that `issuer` read out."""
    answer = world.as_person(issuer).post(f"/lapak/{here.slug}/anggota/{member_key(here, key)}/kode")
    return uses(code_on(answer), number, password)


def code_on(answer) -> str:
    return re.search(r"\b([A-Z0-9]{4}[ -][A-Z0-9]{4})\b", answer.text)[1]


def by_console(key: int, number: str):
    code, kept = new_code()
    write(lambda db: issue_at_console(db, key, kept) and None)
    return uses(code, number)


def uses(code: str, number: str, password: str = THIEF):
    browser = world.client()
    answer = browser.post("/lupa", data={"identifier": number, "code": code, "password": password})
    assert answer.status_code == 303, answer.text
    return browser


def adds(browser, identifier: str, to: str, current: str = THIEF) -> None:
    assert asks(browser, identifier, current=current).status_code == 303
    assert shows(browser, sent_code(to), "email" if "@" in to else "phone").status_code == 303


def after_rest():
    return time_machine.travel(now() + timedelta(hours=26), tick=True)


def press(link: str) -> int:
    return world.client().post(link).status_code


# -- contacts ----------------------------------------------------------------------------------------------------


@wide
def test_an_address_that_a_thief_added_leaves_and_never_says_bukan_saya(shop, reachable):  # noqa: F811
    here = world.a_shop()
    thief = by_code(here, here.chair, here.member, "081200000003")
    with after_rest():
        adds(thief, MAIL, MAIL)
        assert links(OLGA, "contact_changed")[-1], "who was there before hears of it, with a link"
        owner = by_code(here, here.facilitator, here.member, "081200000003", "kata sandi olga baru")
        assert set(links(MAIL)) == {""} and links(OLGA, "code_used")[-1], "his address hears, and says nothing"
        assert press(links(OLGA, "code_used")[0]) == 303, "the older code is denied still: what it made, no more"
        assert person(here.member).email is None and person(here.member).phone == OLGA
        assert person(here.member).password_hash and "Olga" in owner.get("/akun").text, "who came since stays in"
        assert press(links(OLGA, "contact_changed")[-1]) == 422, "it was said already"
        assert not [m for m in rows(Message) if m.to == MAIL and m.template != "contact_code" and not m.unsaid_at]
        by_code(here, here.chair, here.member, "081200000003", "kata sandi lain lagi")
        assert len(links(MAIL)) == 2, "no more letters go there"
        assert press(links(OLGA, "code_used")[-1]) == 303 and person(here.member).password_hash is None


@wide
def test_a_number_that_a_thief_put_there_goes_and_the_old_one_comes_back(shop, reachable):  # noqa: F811
    here = world.a_shop()
    write(lambda db: setattr(db.get(Person, here.chair), "email", "meike@contoh.id"))
    thief = world.as_person(here.chair)
    group = f"/lapak/{here.slug}"
    assert thief.post(f"{group}/uang/rekening", data=TYPED).status_code == 303
    before = rows(Account)[-1].key
    adds(thief, HIS, HIS, world.PASSWORD)
    assert links("meike@contoh.id", "contact_changed")[-1], "by the other way, too"
    form = {"name": "Maling", "identifier": MEIKE, "password": "tiga kata kuat sekali", "terms": "1"}
    assert world.client().post("/daftar", data=form).status_code == 303, "typed, so that it is not free"
    here_code = world.as_person(here.facilitator).post(f"{group}/anggota/{member_key(here, here.chair)}/kode")
    assert here_code.status_code == 200
    assert links(MEIKE, "reset_code_issued")[-1] and links(HIS) == [""], "the old one hears for a while, and counts"
    assert press(links(MEIKE, "contact_changed")[-1]) == 303
    now_ = person(here.chair)
    assert (now_.phone, now_.password_hash) == (MEIKE, None) and now_.phone_proved_at is not None and now_.restricted
    assert press(links("meike@contoh.id", "contact_changed")[-1]) == 422
    treasurer = world.as_person(here.treasurer)
    assert treasurer.post(f"{group}/uang/rekening/{before}/setuju").status_code in (409, 422), (
        "typed before, same login"
    )
    with read() as db:
        assert accounts_of(db, here.group_id)[AccountKind.BANK][0].number != TYPED["number"]
    assert live_codes(here.chair) == 0


@wide
def test_who_finds_an_old_phone_shuts_its_owner_out_no_third_time(shop, reachable):  # noqa: F811
    """The other way round: she changed her number, and the finder of the old one denies whatever she does."""
    here = world.a_shop()
    adds(world.as_person(here.member), HIS, HIS, world.PASSWORD)
    assert press(links(OLGA)[-1]) == 303
    by_code(here, here.chair, here.member, "081200000003")
    assert press(links(OLGA)[-1]) == 303, "nobody can know yet who is who"
    own = by_code(here, here.facilitator, here.member, "081200000003", "kata sandi olga baru")
    assert links(OLGA)[-2:] == ["", ""], "a helper who gave none of the codes denied has seen her: her word counts"
    with after_rest():
        own = world.as_person(here.member)
        adds(own, HIS, HIS, "kata sandi olga baru")
        assert links(OLGA)[-1] == "" and person(here.member).phone == HIS and person(here.member).password_hash
        by_code(here, here.chair, here.member, HIS)
        assert links(HIS)[-1], "a chair's code is denied from the number that is hers now"


# -- what else was prepared --------------------------------------------------------------------------------------


@wide
def test_an_account_for_money_back_that_a_thief_named_is_paid_to_no_more(shop, reachable):  # noqa: F811
    here = world.a_shop()
    buyer, treasurer = world.as_person(here.buyer), world.as_person(here.treasurer)
    path, _ = world.buys(buyer, here.sku, 1, phone="0812-0000-0009")
    number = path.partition("?")[0].rpartition("/")[2]
    group = f"/lapak/{here.slug}"
    with read() as db:
        ref = db.scalars(sa.select(Bill.ref)).one()
    assert treasurer.post(f"{group}/uang/masuk/{ref}").status_code == 303
    assert treasurer.post(f"{group}/pesanan/{ref}/batal", data={"reason": "ikan habis"}).status_code == 303
    refund = rows(Refund)[-1].key
    named = {"refund": refund, "bank": "BRI", "number": "111222333", "holder": "Ratna"}
    assert buyer.post(f"/pesanan/{number}/rekening", data=named).status_code == 303
    thief = by_console(here.buyer, "081200000009")
    with after_rest():
        his = named | {"bank": "BCA", "number": "999888777", "holder": "Maling"}
        assert thief.post(f"/pesanan/{number}/rekening", data=his).status_code == 303
        assert press(links("+6281200000009", "code_used")[-1]) == 303
        treasurer = world.as_person(here.treasurer)
        assert "999888777" not in treasurer.get(f"{group}/uang").text
        gone = max(each.key for each in rows(RefundAccount))
        path = f"{group}/uang/kembali/{refund}"
        assert treasurer.post(path, data={"proof": "trf 1", "account": gone}).status_code in (404, 409, 422)
        assert treasurer.post(path, data={"proof": "trf 1"}).status_code == 303
        assert rows(Refund)[-1].number == "111222333"


@wide
def test_yeses_phones_recaps_and_the_platforms_account_are_taken_back(shop, reachable, monkeypatch):  # noqa: F811
    monkeypatch.setenv("MARKET_PAYOUTS", "1")
    settings.cache_clear()
    here = world.a_shop()
    group = f"/lapak/{here.slug}"
    treasurer = by_code(here, here.facilitator, here.treasurer, "081200000002")
    chair = by_code(here, here.facilitator, here.chair, "081200000001")
    admin = by_console(here.admin, "081200000008")
    second = write(lambda db: world.a_person(db, "Admin Dua", 77, admin=True, phone_proved_at=now()).key)
    with after_rest():
        own, member = (member_key(here, each) for each in (here.treasurer, here.member))
        asked = world.as_person(here.facilitator).post(f"{group}/anggota/{member}/peran", data={"treasurer": "1"})
        change = rows(RoleChange)[-1].key
        said = [asked, treasurer.post(f"{group}/peran/{change}/setuju")]
        said.append(world.as_person(here.chair).post(f"{group}/hp/{here.device}/milik"))
        said.append(chair.post(f"{group}/pengganti", data={"treasurer": own, "member": member}))
        helped = world.as_person(here.facilitator).post(f"{group}/pengganti/{rows(StandIn)[-1].key}/setuju")
        said.append(chair.post(f"{group}/uang/rekap"))
        said.append(admin.post("/admin/uang/transfer/rekening", data=TYPED))
        typed, token = rows(Account)[-1].key, rows(Recap)[-1].token
        assert world.client().get(f"/rekap/{token}").status_code == 200
        for number in ("+6281200000002", MEIKE, "+6281200000008"):
            assert press(links(number, "code_used")[-1]) == 303
        stands = rows(RoleChange)[-1]
        assert stands.state is RoleChangeState.WAITING and stands.bearer_agreed_at is None
        assert world.as_person(here.member).post(f"{group}/peran/{change}/setuju").status_code == 303
        assert rows(RoleChange)[-1].state is RoleChangeState.WAITING, "one yes is missing again"
        assert rows(StandIn)[-1].ended_at is not None
        assert world.client().get(f"/rekap/{token}").status_code == 404
        answer = world.as_person(second).post(f"/admin/uang/transfer/rekening/{typed}/setuju")
        assert answer.status_code in (404, 409, 422)
        with read() as db:
            live = accounts_of(db, None)[AccountKind.BANK][0]
            assert live is None or live.number != TYPED["number"]
    assert helped is not None and said


@wide
def test_what_a_thief_let_others_into_and_locked_goes_too(shop, reachable):  # noqa: F811
    """A PIN chosen and an account opened by codes that he gave, an app whose key he knows, a claim link; no
    deletion."""
    here = world.a_shop()
    group = f"/lapak/{here.slug}"

    def prepare(db) -> tuple[int, str]:
        mama = Person(name="Mama Pin").add(db)
        member = join(db, here.group_id, mama, Acceptance.PIN, since=now() - timedelta(days=60))
        member.set_pin(world.hashed("1357"))
        new = [NewGroup("Dapur Ibu C", GroupKind.GROUP, "Ibu C", "+6281377770009", world.BITUNG)]
        ((made, _token),) = import_groups(db, new, world.actor(here.officer, Role.OFFICER))
        return member.key, made.slug

    pin, imported = write(prepare)
    thief = by_code(here, here.facilitator, here.chair, "081200000001")
    officer = by_console(here.officer, "081200000006")
    with after_rest():
        phone = world.as_device(here.device)
        chosen = begins(phone, group, pin_code_on(thief.post(f"{group}/anggota/{pin}/kode-pin")))
        assert chosen.status_code == 303
        phone.post(f"{group}/siapa/selesai")
        puppet = uses(code_on(thief.post(f"{group}/anggota/{member_key(here, here.member)}/kode")), "081200000003")
        key = write(lambda db: begin_factor(db, here.chair).key_text)
        confirmed = thief.post("/akun/dua-langkah/pasang", data={"app_code": pyotp.TOTP(key).at(now())})
        assert confirmed.status_code == 200
        officer = world.as_person(here.officer)
        form = {"chair": "Maling", "name": "Maling"}
        link = officer.post(f"/dinas/kelompok/{imported}/undang", data=form).text
        claims = re.findall(r"(?:/|%2F)klaim(?:/|%2F)([\w-]+)", link)
        assert claims and world.client().get(f"/klaim/{claims[0]}").status_code == 200
        with pytest.raises(Refused, match="deleted_later"):
            write(lambda db: require_nothing_held(db, db.get(Person, here.member)))
        assert press(links(MEIKE, "code_used")[-1]) == press(links("+6281200000006", "code_used")[-1]) == 303
        for each in (world.PIN, "1357", "7391"):
            assert phone.post(f"{group}/siapa", data={"member": pin, "pin": each}).status_code in (422, 429)
        assert puppet.get(group).headers["location"].startswith("/masuk") and person(here.member).restricted
        assert person(here.member).password_hash is None, "whom a denied account let in was let in by nobody"
        with read() as db:
            assert second_factor(db, here.chair) is None and begun_factor(db, here.chair) is None
        assert world.client().get(f"/klaim/{claims[0]}").status_code == 422


@wide
def test_whom_a_helper_met_is_shut_out_by_no_older_letter(shop, reachable):  # noqa: F811
    """Her phone was stolen: a code, "sudah bertemu", another number; the letters on the old phone say nothing."""
    here = world.a_shop()
    olga = by_code(here, here.chair, here.member, "081200000003", "kata sandi olga baru")
    older = links(OLGA, "code_used")[-1]
    met = world.as_person(here.facilitator).post(f"/lapak/{here.slug}/anggota/{member_key(here, here.member)}/bertemu")
    assert met.status_code == 303
    adds(olga, HIS, HIS, "kata sandi olga baru")
    assert links(OLGA, "contact_changed") == [""]
    assert press(older) == 422 and "bertemu" in world.client().get(older).text
    assert person(here.member).password_hash and person(here.member).phone == HIS
    adds(world.as_person(here.member), MAIL, MAIL, "kata sandi olga baru")
    assert links(OLGA, "contact_changed") == [""], "what she moved from while a helper had seen her is not asked again"
    assert links(HIS, "contact_changed")[-1]


# -- nothing is forgotten ----------------------------------------------------------------------------------------

JOURNAL = "what happened stays written down, whoever it was"
DONE = "what was done in full stays: money, goods and places have moved, and people looked"
OWN = "whose row it is, not who made it; ways in end by themselves (ways_in, give_back)"
ROOM = "of a bazaar or a parcel: it opens no account and no books, and its group or office undoes it where it stands"
EXCUSED = {
    "act.person_id": JOURNAL, "security_event.person_id": JOURNAL, "state_event.by_id": JOURNAL,
    "order_event.by": JOURNAL, "order_event.by_id": JOURNAL, "bond.giver_id": JOURNAL, "bond.person_id": JOURNAL,
    "stockmovement.by_id": JOURNAL, "stockmovement.brought_by_id": JOURNAL, "message.sent_by_id": JOURNAL,
    "message.caused_by": JOURNAL, "group_cost.by_id": JOURNAL, "distribution.made_by_id": JOURNAL,
    "arrival.by_id": DONE, "group_change.decided_by_id": DONE, "payment.confirmed_by_id": DONE,
    "claim.decided_by_id": DONE, "refund.paid_by_id": DONE,
    "payout.sent_by_id": DONE, "code_request.granted_by_id": "the code it gave is of reset_code.issued_by_id",
    "membership.accepted_by": "how, not who",
    "membership.pin_by_id": "whose code it was; that is of pin_code.issued_by_id",
    "invitation.answered_by_id": "who was asked; she leaves what she wants not",
    "invitation_block.by_id": "of whom she does not hear", "bill.payer_id": OWN, "orders.person_id": OWN,
    "code_request.person_id": OWN, "consent.person_id": OWN, "denial.person_id": OWN, "facilitation.person_id": OWN,
    "known_browser.person_id": OWN, "login.person_id": OWN, "login.acting_id": OWN, "officer.person_id": OWN,
    "pending_login.person_id": OWN, "seen_pin.person_id": "who may know a PIN; she did nothing",
    "recovery_code.person_id": OWN, "reset_code.person_id": OWN,
    "start_link.person_id": OWN, "bazaar.made_by_id": ROOM,
    "application.judged_by_id": ROOM, "application.made_by_id": ROOM, "appeal.made_by_id": ROOM,
    "appeal.answered_by": ROOM,
    "attendance.noted_by_id": ROOM, "amendment.made_by_id": ROOM, "pin.made_by_id": ROOM, "plan.made_by_id": ROOM,
    "notice.opened_by": JOURNAL, "notice.opened_by_id": JOURNAL, "brought.by": JOURNAL, "brought.by_id": JOURNAL,
    "brought.taken_back_by": JOURNAL, "brought.taken_back_by_id": JOURNAL, "reply.by": JOURNAL,
    "reply.ended_by": JOURNAL, "reply.ended_by_id": JOURNAL, "announcement.made_by": ROOM,
    "announcement.made_by_id": ROOM,
    "judging.by_id": ROOM, "judgedline.was_by_id": JOURNAL, "drawevent.made_by_id": JOURNAL,
    "drawevent.answered_by_id": ROOM, "draw.entered_by": ROOM, "draw.entered_by_id": ROOM,
    "draw.drawn_by": "which groups drew a digit in the hall",
    "turnover.by_id": ROOM, "visitor_count.by_id": ROOM, "report_picture.by_id": ROOM, "complaint.handled_by_id": DONE,
    "complaint_look.by_id": JOURNAL,
    "led_by_consent.given_by_id": "a yes of the group, which any chair takes back",
    "day_offer.answered_by": ROOM, "day_offer.answered_by_id": ROOM, "standby.said_by": ROOM,
    "standby.said_by_id": ROOM,
    "standby.ended_by": ROOM, "standby.ended_by_id": ROOM,
    "invitation.instead_of_id": "whom it would follow; the invitation itself is of invitation.by_id",
    "swap.ended_by_id": ROOM, "invited_office.ended_by_id": ROOM, "quote.accepted_by": ROOM,
    "till.opened_by": "what it sends counts while the login stands that opened it", "till.opened_by_id": "the same",
    "till.ended_by": DONE, "till.ended_by_id": DONE, "till_sale.sold_by": JOURNAL, "till_sale.sold_by_id": JOURNAL,
    "envelope.sender_id": JOURNAL, "envelope.taken_by": DONE, "envelope.taken_by_id": DONE, "till_task.done_by": DONE,
    "till_task.done_by_id": DONE, "till_day.opened_by": JOURNAL, "till_day.opened_by_id": JOURNAL,
    "cash_move.by": JOURNAL, "cash_move.by_id": JOURNAL, "closing.signed_by": DONE, "closing.signed_by_id": DONE,
    "closing.confirmed_by": DONE, "closing.confirmed_by_id": DONE,
    "bon_payment.by": DONE, "bon_payment.by_id": DONE, "till_return.by": DONE, "till_return.by_id": DONE,
    "parked_sale.by": "nothing is sold by it, and any member throws it away", "parked_sale.by_id": "the same",
    "direct_sale.by": "any member takes it back on its day",
    "direct_sale.by_id": "the same; after it pieces are counted",
    "sub_order.typed_by": "an order that its buyer confirmed, or which any member cancels",
    "sub_order.typed_by_id": "the same",
    "second_look.by_id": "what it waits for is another's word",
}  # fmt: skip


def test_every_column_that_says_who_did_it_is_undone_or_excused():
    """A new one asks here: can an account open, make or leave anything waiting by it?"""
    found = {}
    for rows_ in SQLModel.metadata.tables.values():
        for column in rows_.columns:
            people = any(key.column.table.name == "person" for key in column.foreign_keys)
            named = re.search(r"(^|_)(by|by_id|person_id|acting_id|payer_id|giver_id)$", column.name)
            if people or (named and "DATE" not in repr(column.type).upper()):
                found[f"{rows_.name}.{column.name}"] = f"{rows_.name}.{column.name}_id" in {*UNDOES, *EXCUSED}
    beside = {name for name, has_id in found.items() if has_id}
    missing = set(found) - set(UNDOES) - set(EXCUSED) - beside
    assert not missing, "say how it is taken back (people/undoing.py), or why not"
    assert set(UNDOES) | set(EXCUSED) <= set(found) and not set(UNDOES) & set(EXCUSED), "nothing that is none"
