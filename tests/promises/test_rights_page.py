"""docs/rights.md: the page is what the code says, and each row of who agrees and who is told is what happens.

Each row is done once by the people it names. Who had a letter of it is compared with "who is told"; what counts, or
does not yet, with "after"; and whoever may not say the yes is tried before who may.
"""

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine

from market.kernel.clock import after_waking, now, zone_of
from market.kernel.db import read, write
from market.kernel.record import table
from market.messages.outbox import Message
from market.payments.account import BEGINS_HOURS, LIVE, Account
from market.payments.bill import Bill
from market.payments.refund_account import WAITS_HOURS as REFUND_HOURS
from market.people.access import MAY, Do
from market.people.approving.stand_in import StandIn
from market.people.facts.group_change import WAITS_HOURS as GROUP_HOURS
from market.people.facts.moving import STAYS_HOURS
from market.people.group import Group, GroupKind
from market.people.helpers import Facilitation
from market.people.membership import Acceptance, find_membership, join
from market.people.owning.calls import OWNER_HAS_HOURS
from market.people.person import Person
from market.people.rights import YES
from market.people.roles.role_change import SUCCESSION_HOURS, WAITS_HOURS, RoleChange
from market.people.signing_in.rest import WAKING_HOURS
from market.people.vouching import vouch
from market.web.addresses import pattern_of
from tests import check_rights, world
from tests.bazaars.world import done
from tests.promises import test_doors as doors
from tests.promises.test_codes import asks, member_key
from tests.promises.test_joining import says
from tests.promises.test_two_people import TYPED, a_new_group, live, takes_roles, typed_by

ROOT = Path(__file__).resolve().parents[2]
NOON = "2026-11-28T04:00:00+00:00"  # 12.00 WITA, a waking hour
# The people of a row in the words of the page: the letters of a case go to whom `concerned` names besides.
PEOPLE = {
    "chair": "chair", "treasurer": "treasurer", "facilitators": "facilitator", "officers": "officer", }  # fmt: skip


def test_the_page_is_what_the_code_says():
    assert check_rights.FILE.read_text("utf-8") == check_rights.page(), "python -m tests.check_rights --write"


# -- each page, as the table of doors tries it by every kind of person

HER_OWN = set(doors.WHO) - {"nobody", "device"}
SAID: dict[str, set[str]] = {  # the words of a row, by how they begin: whom of the cast they let in
    "an officer, of the office": {"officer"}, "above it who only reads": {"superior"},
    "an officer, of her places": {"officer", "far_officer", "superior"}, "an officer, of a": {"officer", "superior"},
    "an officer, of that place": {"officer", "superior"}, "an admin": {"admin"},
    "an admin, a superior": {"admin", "superior"}, "a facilitator": {"facilitator"},
    "who holds the group's phone": {"device"}, "an officer and her deputy": {"officer"},
    "a person in her own account": HER_OWN, "who is signed in": HER_OWN | {"device"}, "anybody": set(doors.WHO),
    "who has the order's key, or its buyer": {"buyer"}, "rests after a code": set(), "never a superior": set(),
    "not just let in by a code": set(), "an officer at a bazaar": {"officer"}, "who is signed in sees more": set(),
}  # fmt: skip
TELLS_HOW = {"/akun": {"nobody"}, "/buka-lapak": {"nobody", "device"}}  # who is told there how to sign in


def said_of(asks: str) -> set[str]:
    """Whom of the cast a row lets in. An admin may be asked for more besides, and nobody else is let in by it."""
    if asks.startswith("an admin;"):
        return {"admin"}
    found: set[str] = set()
    for part in asks.split("; "):
        if part.startswith("in the group: "):
            acts = [Do(each) for each in part.removeprefix("in the group: ").split(", ")]
            found |= {role.value for act in acts for role in MAY[act] & set(check_rights.ROLES)} & set(doors.WHO)
        elif not part.startswith("shows more with"):
            found |= SAID[max((words for words in SAID if part.startswith(words)), key=len)]
    return found


def test_each_page_says_whom_it_lets_in():
    """Of the pages that open for somebody in the table of doors, which is pressed by every kind of person: the same
    ones.

    Who is led on to another page (303) belongs to them."""
    wrong = []
    for route in check_rights.routes():
        path = pattern_of(route)
        answers = doors.GET.get(path, {}) if "GET" in route.methods else {}
        opens = {who for who, answer in answers.items() if answer == 200} - TELLS_HOW.get(path, set())
        if opens:
            said = said_of(check_rights.asks(route))
            led_on = {who for who in said - opens if answers[who] == 303}
            if opens != said - led_on:
                wrong.append(f"{path}: opens for {sorted(opens - said)}, says {sorted(said - opens - led_on)}")
    assert wrong == []


OFFICERS = {"officer", "far_officer"}


def acts_of(route) -> tuple[str, str]:
    return pattern_of(route), check_rights.asks(route)


POSTS = [acts_of(route) for route in check_rights.routes() if "POST" in route.methods]


# What refuses below the pages while a code rests, and which verb says so of a page (None: the way in of an officer
# does).
REFUSES = {
    "withdraw": {"_give_up"}, "refusal_to_send_anew": {"submit"}, "refusal_to_give_up": {"give_up"},
    "require_may_lessen": {"save_application"},
    "release": {"release"}, "answer_share": {"answer_share"}, "refusals_to_agree": {"the_swap"},
    "refuse_no": {"say", "answer_today"},
    "_require_cost": {"come_back"}, "require_own_bazaar": set(),
}  # fmt: skip


def test_whatever_rests_below_the_pages_is_said_of_the_pages():
    found = set()
    for path in [*Path("market/bazaars").rglob("*.py"), *Path("market/orders").rglob("*.py")]:
        for each in ast.walk(ast.parse(path.read_text())):
            calls = isinstance(each, ast.FunctionDef) and [
                n.attr for n in ast.walk(each) if isinstance(n, ast.Attribute)
            ]
            found |= {each.name} if calls and {"refuse_while_resting", "rests_refusal"} & set(calls) else set()
    assert found == set(REFUSES)
    assert set().union(*REFUSES.values()) == set(check_rights.PARTLY)


def test_each_act_says_whom_it_lets_in():
    """As the tables of doors try it: by everybody who may not, and by who rests after a code."""
    wrong = []
    for path, row in POSTS:
        parts = set(row.replace("; ", ", ").split(", "))
        if path == check_rights.SIGNED:
            right = row == "who signs with a key of the group's till"
        elif path in doors.GROUP_ACTS:
            right = right_of_group(path, row)
        elif path in doors.OFFICE_ACTS:
            rests = ("rests after a code" in parts) is (path not in doors.GATE_ACTS)
            right = said_of(row) - {"superior"} in ({"officer"}, OFFICERS) and "never a superior" in parts and rests
        elif path in doors.ADMIN_ACTS:
            rests = parts & {"rests after a code", "not just let in by a code"}
            right = said_of(row) == {"admin"} and bool(rests)
        elif path in doors.ACCOUNT_ACTS:
            right = said_of(row) == HER_OWN
        elif path in doors.ORDER_ACTS:
            right = said_of(row) == {"buyer"}
        elif path == "/aduan-masuk/{number}":
            right = said_of(row) == {"admin", "superior"}
        else:
            right = row.startswith(("anybody", "who has the ", "who gave the right password", "who signs with"))
        if not right:
            wrong.append(f"{path}: {row}")
    assert wrong == []


IN_GROUP = {"chair", "member", "device", "facilitator", "officer"}


def right_of_group(path: str, row: str) -> bool:
    """Nobody from outside, and the phone alone only where it is not asked who holds it."""
    if path.startswith("/pendamping/"):
        return said_of(row) == {"facilitator"}
    said, kind = said_of(row), doors.GROUP_ACTS[path]
    return bool(said) and said <= IN_GROUP and ("device" in said) is (kind in ("work", "see", "any"))


@doors.wide
def test_each_act_refuses_who_is_in_the_group_and_not_in_its_row(shop):
    """Of a group's own people, with a form that is right: whom the row does not name is told so, and nothing
    happens."""
    here = world.a_shop()
    people = doors.cast(here)
    values = doors.filled(here, people["buyer"])
    wrong = []
    for path, row in POSTS:
        if doors.GROUP_ACTS.get(path, "any") == "any" or not path.startswith("/lapak/"):
            continue
        for who in IN_GROUP - said_of(row) - {"device"}:
            answer = people[who].post(doors.address(path, values), data=doors.filling(here, path))
            if answer.status_code not in (404, 422):
                wrong.append(f"POST {path} as {who}: {answer.status_code}, says {row}")
    assert not wrong, "\n".join(wrong)


# -- each row, done


@dataclass
class Case:
    """One row's act. `letters` are those of it; `concerned` is whom the page calls so: who is, the buyer, she."""

    what: str
    letters: set[str]
    act: Callable[[world.Shop], None]
    concerned: str = ""
    quiet: str = ""  # who does it, and is told nothing of her own act
    after: str = "at once"


def group(here):
    return f"/lapak/{here.slug}"


def refused(here, path, *who, form=None):
    """None of these says that yes."""
    for each in who:
        answer = world.as_person(getattr(here, each)).post(path, data=form or {})
        assert answer.status_code in (404, 409, 422), f"{each} {path}: {answer.status_code}"


def an_account(here):
    yes = f"{group(here)}/uang/rekening/{typed_by(here, here.chair)}/setuju"
    refused(here, yes, "chair", "buyer", "other_chair", "far_officer", "admin", "superior")
    done(world.as_person(here.treasurer).post(yes))
    assert live(here) == "BSG", "at once"


def a_first_account(here):
    """Of a group founded today, whose chair and treasurer are the ones told."""

    def founded(db):
        key, slug, *holders = a_new_group(here)
        for name, person in zip(("chair", "treasurer"), holders, strict=True):
            db.get(Person, getattr(here, name)).email = None
            db.flush()
            db.get(Person, person).email = f"{name}@contoh.id"
        Facilitation(person_id=here.facilitator, group_id=key).add(db)
        return key, slug, *holders

    with time_machine.travel(NOON, tick=False):
        key, slug, chair, other = write(founded)
        done(world.as_person(chair).post(f"/lapak/{slug}/uang/rekening", data=TYPED))
        account = _last(Account)
        done(world.as_person(other).post(f"/lapak/{slug}/uang/rekening/{account.key}/setuju"))
        account = _last(Account)
        assert account.begins_at == after_waking(now(), BEGINS_HOURS, zone_of(world.BITUNG))
        with read() as db:
            assert not db.scalars(sa.select(Account).where(LIVE, table(Account).c.group_id == key)).all()


def a_sole_account(here):
    def alone(db):
        for key in (here.treasurer, here.member):
            find_membership(db, here.group_id, key).end(world.actor(key))
        Group.get(db, here.group_id).kind = GroupKind.SOLE

    write(alone)
    yes = f"{group(here)}/uang/rekening/{typed_by(here, here.chair)}/setuju"
    refused(here, yes, "chair", "far_officer", "admin", "superior", "other_chair")
    done(world.as_person(here.officer).post(yes))
    assert live(here) == "BSG"


def a_role(here):
    done(takes_roles(here, here.chair, here.member, treasurer="1"))
    change = _last(RoleChange)
    assert change.state == "waiting" and change.takes_effect_at > now()
    refused(here, f"{group(here)}/peran/{change.key}/setuju", "chair", "facilitator", "officer", "other_chair", "admin")


def a_chair_who_is_gone(here):
    with time_machine.travel(NOON, tick=False):
        done(world.as_person(here.treasurer).post(
            f"{group(here)}/anggota/{member_key(here, here.treasurer)}/ganti-ketua"))  # fmt: skip
        steps = f"{group(here)}/peran/{_last(RoleChange).key}"
        refused(here, f"{steps}/dukung", "treasurer", "other_chair", "facilitator", "officer")
        done(world.as_person(here.member).post(f"{steps}/dukung"))
        refused(here, f"{steps}/pastikan", "member", "treasurer", "chair", "far_officer", "admin", "superior")
        done(world.as_person(here.facilitator).post(f"{steps}/pastikan"))
        assert _last(RoleChange).takes_effect_at == after_waking(now(), SUCCESSION_HOURS, zone_of(world.BITUNG))


def another_name(here):
    form = {"name": "Tunas Bahari", "village": world.BITUNG, "phone": "+6281299999999", "story": "", "address": ""}
    done(world.as_person(here.facilitator).post(f"{group(here)}/profil", data=form))
    with read() as db:
        assert db.get(Group, here.group_id).phone != form["phone"], "it waits for a yes, or 24 hours"


def another_number(here):
    form = {"name": "Tunas Bahari", "village": world.BITUNG, "phone": "+6281299999999", "story": "", "address": ""}
    refused(here, f"{group(here)}/profil", "treasurer", "member", "officer", "other_chair", "admin", form=form)
    done(world.as_person(here.chair).post(f"{group(here)}/profil", data=form))
    with read() as db:
        assert db.get(Group, here.group_id).phone == form["phone"]


def another_place(here):
    form = {"name": "Tunas Bahari", "village": world.KALIANDA, "story": "", "address": ""}
    done(world.as_person(here.chair).post(f"{group(here)}/profil", data=form))
    with read() as db:
        group_now = db.get(Group, here.group_id)
        assert group_now.village == world.KALIANDA and group_now.moves_over_at > now()


def a_vouched_group(here):
    def work(db):
        vouch(db, Group.get(db, here.group_id), by=world.actor(here.officer), agency="Dinas")

    write(work)
    form = {"name": "Tunas Bahari Jaya", "village": world.BITUNG, "story": "", "address": "", "phone": ""}
    done(world.as_person(here.chair).post(f"{group(here)}/profil", data=form))
    yes = f"/dinas/kelompok/{here.slug}/cek"
    refused(here, yes, "chair", "treasurer", "facilitator", "far_officer", "superior", "admin", "other_chair")
    done(world.as_person(here.officer).post(yes))


def a_member(here):
    form = {"name": "Ratna", "phone": "081200000009"}
    refused(here, f"{group(here)}/anggota", "treasurer", "member", "officer", "other_chair", "admin", form=form)
    assert world.as_person(here.chair).post(f"{group(here)}/anggota", data=form).status_code == 200
    with read() as db:
        assert find_membership(db, here.group_id, here.buyer) is None, "not before her yes"
    done(says(world.as_person(here.buyer), "yes"))
    with read() as db:
        assert find_membership(db, here.group_id, here.buyer) is not None


def a_named_stand_in(here):
    named = {"treasurer": member_key(here, here.treasurer), "member": member_key(here, here.member)}
    refused(here, f"{group(here)}/pengganti", "member", "buyer", "officer", "other_chair", form=named)
    done(world.as_person(here.treasurer).post(f"{group(here)}/pengganti", data=named))
    done(world.as_person(here.member).post(f"{group(here)}/pengganti/{_last(StandIn).key}/mulai"))


def an_unnamed_stand_in(here):
    named = {"treasurer": member_key(here, here.treasurer), "member": member_key(here, here.member)}
    done(world.as_person(here.chair).post(f"{group(here)}/pengganti", data=named))
    yes = f"{group(here)}/pengganti/{_last(StandIn).key}/setuju"
    refused(here, yes, "chair", "member", "treasurer", "far_officer", "admin", "superior", "other_chair")
    done(world.as_person(here.facilitator).post(yes))


def an_order_of(who):
    def act(here):
        phone = f"0812-0000-{getattr(here, who):04d}"
        world.buys(world.as_person(getattr(here, who)), here.sku, 1, phone=phone, email=f"{who}@contoh.id")
        yes = f"{group(here)}/uang/masuk/{_last(Bill).ref}"
        refused(here, yes, who, "facilitator", "far_officer", "admin", "superior", "other_chair")
        done(world.as_person(here.chair if who == "treasurer" else here.treasurer).post(yes))

    return act


def a_code(here):
    refused(
        here,
        f"{group(here)}/anggota/{member_key(here, here.member)}/kode",
        "treasurer",
        "member",
        "other_chair",
        "admin",
    )
    assert asks(world.as_person(here.chair), here, here.member)[1]


def a_pin_code(here):
    def bare(db):
        person = Person(name="Ina").add(db)
        return join(
            db, here.group_id, person, Acceptance.PIN, given_by=here.chair, since=now() - timedelta(days=60)
        ).key

    path = f"{group(here)}/anggota/{write(bare)}/kode-pin"
    refused(here, path, "member", "treasurer", "other_chair", "admin")
    assert world.as_person(here.facilitator).post(path).status_code == 200


def an_office(here):
    form = {"name": "Ratna", "phone": "081200000009", "place": "71.72", "agency": "Dinas Perikanan"}
    refused(here, "/admin/petugas", "officer", "chair", "superior", form=form)
    done(world.as_person(here.admin).post("/admin/petugas", data=form))
    assert world.as_person(here.buyer).get("/dinas").status_code == 404, "not before her yes"
    assert says(world.as_person(here.buyer), "yes").headers["location"] == "/dinas"


def a_facilitator(here):
    form = {"name": "Kak Ratna", "identifier": "081200000009", "organisation": "Yayasan"}
    page = f"/dinas/kelompok/{here.slug}/pendamping"
    refused(here, page, "chair", "far_officer", "facilitator", "admin", form=form)
    done(world.as_person(here.officer).post(page, data=form))
    assert says(world.as_person(here.buyer), "yes").status_code == 422, "the chair first"
    refused(here, f"{group(here)}/pendamping/1/setuju", "treasurer", "member", "officer", "buyer", "facilitator")
    done(world.as_person(here.chair).post(f"{group(here)}/pendamping/1/setuju"))
    assert says(world.as_person(here.buyer), "yes").status_code == 303


CASES = (
    Case("an account of a group (bank, QRIS, through the platform and back)", {"account_typed", "account_approved"},
        an_account),
    Case("the first account of a group", {"account_typed", "account_begins"}, a_first_account, after="24 h"),
    Case("an account of a one-person business", {"account_typed", "account_approved"}, a_sole_account),
    Case("another chair or treasurer; one who leaves, or is let go by a helper", {"role_change"}, a_role,
        concerned="member", after="24 h"),
    Case("another chair when the only one is gone", {"role_change"}, a_chair_who_is_gone, after="72 h"),
    Case("another name", {"group_change"}, another_name, after="24 h"),
    Case("the number on which buyers reach", {"group_change"}, another_number, quiet="chair"),
    Case("another place for a group", {"group_moved"}, another_place, quiet="chair"),
    Case('"dicek" of a group that has', {"look_again"}, a_vouched_group),
    Case("a member of a group", {"invited"}, a_member, concerned="buyer", after="with her yes"),
    Case("a stand-in for the treasurer, named beforehand", {"stand_in"}, a_named_stand_in, concerned="member"),
    Case("a stand-in that the treasurer has not named", {"stand_in"}, an_unnamed_stand_in, concerned="member"),
    Case("an order of a confirmer's own", {"payment_confirmed"}, an_order_of("treasurer"), concerned="treasurer"),
    Case("a code for somebody who forgot the password", {"reset_code_issued"}, a_code, concerned="member"),
    Case("a code with which a member without an account", {"pin_code_issued"}, a_pin_code, quiet="facilitator"),
    Case("an office, or the platform", {"invited"}, an_office, concerned="buyer", after="with her yes"),
    Case("a facilitator of a group", {"helper_asked"}, a_facilitator, after="with both yeses"),
)  # fmt: skip


def _last(kind):
    with read() as db:
        return db.scalars(sa.select(kind).order_by(table(kind).c.id.desc())).first()


def _row(what):
    [row] = [yes for yes in YES if yes.what.startswith(what)]
    return row


def _told_in(row, case):
    """The people whom the row's words name without a condition."""
    always = [part for part in row.told.split(";") if " where " not in part]
    words = [word.strip() for part in always for word in part.split(",") if word.strip() != "by every way she has"]
    return {PEOPLE.get(word, case.concerned) for word in words} - {"", case.quiet}


@pytest.mark.walk
@pytest.mark.parametrize("case", CASES, ids=[case.what[:40] for case in CASES])
def test_who_is_told_and_who_says_the_yes(shop, case):
    here, row = world.a_shop(), _row(case.what)
    names = ("chair", "treasurer", "member", "facilitator", "officer", "admin", "buyer", "other_chair", "far_officer")

    def reach(db):
        for name in names:
            person = db.get(Person, getattr(here, name))
            person.email, person.email_proved_at = f"{name}@contoh.id", now()

    write(reach)
    case.act(here)
    with read() as db:
        sent = sa.select(table(Message).c.to).where(table(Message).c.template.in_(case.letters))
        told = {to.partition("@")[0] for to in db.scalars(sent) if "@" in to}
    assert told == _told_in(row, case), row.told
    assert case.after in row.after


# Rows that are done elsewhere: what they say stands there.
ELSEWHERE = {
    "a phone of a facilitator made": "test_group_phone.py::test_what_was_typed_on_a_phone_makes_none_the_groups_own",
    "a phone in place of the only": "test_group_phone.py::test_by_an_officers_phone_nobody_takes_over_the_group "
    "test_group_phone.py::test_a_phone_that_members_still_use_is_not_lost",
    "money back of an order":
        "test_two_people.py::test_a_holder_gives_herself_nothing_back_and_takes_no_cash_of_her_own",
    "what is said by a PIN":
        "../payments/test_second_look.py::"
        "test_a_debt_that_its_debtor_may_have_ended_is_marked_until_another_saw_the_money",
    "another account for money that goes back":
        "test_refund_accounts.py::test_a_changed_account_is_marked_told_and_waits_twelve_waking_hours "
        "test_refund_accounts.py::test_of_a_buyer_who_left_no_way_to_be_told_a_change_does_not_wait "
        "test_refund_accounts.py::test_the_first_account_of_an_offers_order_waits_where_the_group_may_have_the_key",
    "money that by mistake": "test_two_people.py::test_what_somebody_said_who_left_is_taken_back_by_who_says_it_now",
    "claims, payouts and refunds at the platform":
        "test_leaving_and_moving.py::test_an_admin_confirms_nothing_for_her_own_group "
    "../payments/test_collecting.py::test_an_admin_moves_no_money_of_a_group_of_her_own",
    "the account of the platform":
        "../people/approving/test_other_admin.py::test_an_admin_and_whom_she_let_in_are_one_for_thirty_days",
    "an order that bears a number which":
        "test_two_people.py::test_the_officers_yes_confirms_an_order_with_the_treasurers_number",
    "an order that bears a confirmer's number": "test_two_people.py::test_a_typed_number_gives_nobody_a_right",
    "work on another office's bazaar":
        "../bazaars/test_offices.py::test_an_invited_office_works_there_and_leaves_the_last_word_to_the_holder",
    "to run the platform": "../people/joining/test_new_admin.py::test_an_admin_is_added_by_two_and_by_her_own_yes",
    "an officer's deputy":
        "../people/joining/test_deputies.py::test_a_deputy_does_what_the_officer_does_under_both_names",
    "an end of the rest": "test_codes.py::test_the_rest_ends_by_a_helper_who_sees_her_and_did_not_issue_the_code",
    "a code for an admin": "test_codes.py::test_an_admin_is_let_in_by_two_others_or_at_the_command_line",
    "another facilitator instead":
        "test_handing_over.py::test_a_group_changes_hands_when_it_and_the_new_one_have_said_yes",
    "another number or e-mail":
        "../people/owning/test_contacts.py::test_a_number_is_changed_with_the_password_and_the_old_one_is_told",
    "a number that another account has":
        "../people/owning/test_contacts.py::test_no_officer_alone_takes_a_number_that_somebody_has",
}  # fmt: skip


def test_every_row_of_who_agrees_is_held():
    """Done above, or by a test that is there; hours are those of the rules."""
    done_here = [_row(case.what).what for case in CASES]
    done_there = [_row(what).what for what in ELSEWHERE]
    assert sorted(done_here + done_there) == sorted(yes.what for yes in YES)
    for test in " ".join(ELSEWHERE.values()).split():
        file, _, name = test.partition("::")
        tree = ast.parse((ROOT / "tests" / "promises" / file).read_text("utf-8"))
        assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}, test
    said = {int(hours) for yes in YES for hours in re.findall(r"(\d+) h\b", yes.after)}
    rules = {BEGINS_HOURS, WAITS_HOURS, SUCCESSION_HOURS, WAKING_HOURS, GROUP_HOURS, STAYS_HOURS, OWNER_HAS_HOURS}
    assert f"{REFUND_HOURS} h" in _row("another account for money").after
    assert said == rules and f"{BEGINS_HOURS} h" in _row("the first account of a group").after
