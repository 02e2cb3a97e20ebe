"""Letters that strangers cause: few, and without a word of theirs, to whoever never showed that the address is
theirs."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import jinja2.meta
import pytest
import sqlalchemy as sa
import time_machine

from market.kernel.cause import answered_for, caused_by
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.messages.channels import letter
from market.messages.keeping import CAUSES_KEPT, forget_causes
from market.messages.outbox import MOST_CAUSED, Channel, Message, Recipient, tell
from market.messages.warnings import WARNINGS
from market.orders import clockwork
from market.orders.order import Order, SubOrder
from market.pages.letters import OUR_OWN, STAND_INS, neutral
from market.people.group import Group
from market.people.person import Person
from market.people.roles.role_change import RoleChange
from market.people.vouching import vouch
from market.web.environment import environment
from tests import world
from tests.bazaars.world import done
from tests.conftest import wide
from tests.payments.test_card import rows
from tests.promises.test_leaving_and_moving import moves
from tests.promises.test_limits import anew, check_out, from_network, put
from tests.promises.test_two_people import takes_roles

SPAM = "MENANG HADIAH klik contoh"


def letters(*conditions) -> list[Message]:
    """What leaves by itself: e-mail and WhatsApp."""
    rows = table(Message)
    with read() as db:
        return list(
            db.scalars(
                sa.select(Message)
                .where(rows.c.channel.not_in((Channel.TAP, Channel.PAGE)), *conditions)
                .order_by(rows.c.id)
            )
        )


def proves(person: int, email: str) -> None:
    def work(db):
        found = Person.get(db, person)
        found.email, found.email_proved_at = email, now()

    write(work)


def has_mail(person: int, email: str) -> None:
    write(lambda db: setattr(Person.get(db, person), "email", email))


@wide
def test_sixty_checkouts_write_to_twenty_strangers_at_most_and_say_nothing_of_their_own(shop):
    here = world.a_shop(pieces=600)
    has_mail(here.chair, "meike@contoh.id")
    browser = from_network("198.51.100.7")
    paths = []
    for n in range(60):
        put(anew(browser), here.sku, 1)
        typed = {"name": SPAM, "note": SPAM, "email": f"korban{n}@contoh.id", "payment": "cash"}
        placed = check_out(browser, f"spam-{n:06d}", **typed)
        assert placed.status_code == 303, "the order goes through"
        paths.append(placed.headers["location"])
    written = letters()
    assert len(written) == MOST_CAUSED
    assert [m.to for m in written].count("meike@contoh.id") == 1, "one letter for many orders within minutes"
    for message in written:
        words = letter(message)
        assert SPAM not in words.subject + words.body and "contoh" not in words.subject
        assert here.slug not in words.body, "the group's name is a word of theirs also as an address"
        assert "D-" in words.subject and "http" in words.body
    assert "tidak dikirim" in browser.get(paths[-1]).text
    assert "tidak dikirim" not in browser.get(paths[0]).text
    put(from_other := from_network("198.51.100.8"), here.sku, 1)
    check_out(from_other, "somebody-else", email="lain@contoh.id")
    assert letters()[-1].to in ("lain@contoh.id", "meike@contoh.id") and len(letters()) == MOST_CAUSED + 2


@wide
def test_the_clock_is_quiet_about_what_was_kept_quiet(shop):
    here = world.a_shop(pieces=600)
    has_mail(here.chair, "meike@contoh.id")
    has_mail(here.facilitator, "rina@contoh.id")
    browser = from_network("198.51.100.7")
    for n in range(40):
        put(anew(browser), here.sku, 1)
        to = {"delivery-tunas-bahari": "quote", "village": "71.72.01.1001", "address": "Jl. Pantai 3"}
        check_out(browser, f"waits-{n:06d}", email=f"korban{n}@contoh.id", payment="transfer", **to)
    assert len(letters()) == MOST_CAUSED
    with time_machine.travel(now() + timedelta(days=2)):
        clockwork.tick()
        clockwork.tick()
    later = letters()[MOST_CAUSED:]
    assert len({m.to for m in later if m.to.startswith("korban")}) <= MOST_CAUSED
    assert sum(m.to in ("meike@contoh.id", "rina@contoh.id") for m in later) <= 2
    with read() as db:
        states = set(db.scalars(sa.select(table(SubOrder).c.state)))
    assert {state.value for state in states} == {"expired"}


@wide
def test_eight_checkouts_at_once_do_not_slip_through_together(shop):
    here = world.a_shop(pieces=600)
    browsers = [from_network("198.51.100.7") for _ in range(8)]

    def spam(which: int) -> None:
        for n in range(5):
            put(anew(browsers[which]), here.sku, 1)
            check_out(browsers[which], f"spam-{which}-{n:04d}", email=f"korban{which}.{n}@contoh.id")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(spam, range(8)))
    assert len(letters()) == MOST_CAUSED


@wide
def test_all_acts_of_a_network_share_the_twenty(shop):
    """Orders, cancelling, claims, founding groups: whoever gets the letter, and whatever is done."""
    here = world.a_shop(pieces=600)
    for person, email in ((here.chair, "meike@contoh.id"), (here.treasurer, "sience@contoh.id")):
        has_mail(person, email)
    proves(here.officer, "hendra@contoh.id")
    browser = from_network("testclient")
    for n in range(12):
        put(anew(browser), here.sku, 1)
        path = check_out(browser, f"all-{n:06d}", email=f"korban{n}@contoh.id").headers["location"]
        number = path.split("/")[2].split("?")[0] + "-1"
        browser.post(path.replace("?", "/bayar?"), data={"claim": number})
        browser.post(path.replace("?", "/batal?"), data={"parcel": number})
    founder = world.as_person(here.buyer)
    for n in range(15):
        form = {"name": f"Kelompok {n}", "kind": "group", "village": world.BITUNG}
        assert founder.post("/buka-lapak", data=form).status_code == 303
    assert len(letters()) == MOST_CAUSED
    assert {m.template for m in letters()} >= {"order_placed", "order_new", "payment_claimed", "group_founded"}
    assert founder.post("/buka-lapak", data=form).status_code == 303
    for _ in range(6):
        last = founder.post("/buka-lapak", data=form)
    assert last.status_code == 429


@wide
def test_a_checked_group_is_not_counted_and_an_unchecked_one_is(shop):
    here = world.a_shop(pieces=600)
    numbers = []
    for n in range(30):
        browser = from_network(f"203.0.113.{n + 1}")
        put(browser, here.sku, 1)
        path = check_out(browser, f"many-{n:06d}", email=f"pembeli{n}@contoh.id", payment="cash").headers["location"]
        numbers.append(path.split("/")[2].split("?")[0] + "-1")
    chair = world.as_person(here.chair)

    def all_ready(part: list[str]) -> int:
        before = len(letters())
        for number in part:
            desk = f"/lapak/{here.slug}/pesanan/{number}"
            assert chair.post(f"{desk}/siapkan").status_code == 303
            assert chair.post(f"{desk}/siap").status_code == 303
        return len(letters()) - before

    assert all_ready(numbers[:25]) == MOST_CAUSED
    write(lambda db: vouch(db, Group.get(db, here.group_id), by=world.actor(here.officer), agency="Dinas"))
    assert all_ready(numbers[25:]) == 5


@wide
def test_a_network_that_caused_enough_cannot_silence_a_warning(shop):
    here = world.a_shop()
    to = Recipient("Ratna", None, "ratna@contoh.id")

    def work(db) -> tuple[int, bool, bool]:
        caused_by("198.51.100.7")
        sent = sum(tell(db, to, "order_placed", {}, name=f"x/{n}") for n in range(40))
        warned = tell(db, to, "code_used", {}, name="warning", warns=True)
        late = tell(db, to, "order_placed", {}, name="late")
        answered_for()
        return sent, warned, late

    assert write(work) == (MOST_CAUSED, True, False)
    with time_machine.travel(now() + timedelta(hours=1, seconds=1)):
        assert write(lambda db: (caused_by("198.51.100.7"), tell(db, to, "order_placed", {}, name="y"))[1])
    answered_for()
    assert here


def test_who_caused_a_letter_is_no_address_and_forgotten_after_a_day(shop):
    here = world.a_shop()
    browser = from_network("203.0.113.4")
    put(browser, here.sku, 1)
    check_out(browser, "to-be-forgotten", email="ratna@contoh.id")
    kept = letters()[0].caused_by
    assert kept and "203" not in kept and len(kept) == 43
    write(forget_causes)
    assert letters()[0].caused_by == kept
    with time_machine.travel(now() + CAUSES_KEPT + timedelta(minutes=1)):
        write(forget_causes)
    assert letters()[0].caused_by is None


NUMBERS = frozenset({"n", "total", "amount", "fee", "missing", "left", "minutes", "asked", "paid", "first"})
FLAGS = frozenset(
    {
        "from_now",
        "elsewhere",
        "sent",
        "undone",
        "won",
        "card",
        "waits",
        "chair",
        "later",
        "late",
        "unpaid",
        "less",
        "again",
        "at_work",
    }
)
MOMENT = "2026-12-05T09:00:00+00:00"
OURS = {
    "capacity": "chair",
    "city": "Bitung",
    "system": "android",
    "browser": "chrome",
    "at": MOMENT,
    "path": "/lapak/menang-hadiah-klik-contoh/pesanan/D-ABC234-1#menang-hadiah",
    "ref": "D-ABC234-1",
    "number": "D-ABC234-1",
    "order": "D-ABC234",
    "zone": "Asia/Makassar",
    "hash": "sha256:" + "0" * 64,
    "code": "unpaid",
    "stands": [{"begins_at": MOMENT, "booths": SPAM}],
    "further": 2,
}
TEMPLATES = sorted(name for name in environment().list_templates() if name.startswith("mail/"))


def asks_for(name: str) -> set[str]:
    source, _, _ = environment().loader.get_source(environment(), name)
    return jinja2.meta.find_undeclared_variables(environment().parse(source)) - set(environment().globals)


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_template_carries_words_of_others_to_an_address_that_nobody_proved(shop, name):
    wanted = asks_for(name) - {"base", "letter", "name", "_", "ngettext"}
    values = dict.fromkeys(wanted, SPAM)
    values |= dict.fromkeys(wanted & NUMBERS, 25000) | dict.fromkeys(wanted & FLAGS, True)
    values |= {each: MOMENT for each in wanted if each.endswith("_at")} | {k: v for k, v in OURS.items() if k in wanted}
    template = name.removeprefix("mail/").removesuffix(".txt")
    kinds = ("member", "facilitator", "invitation", "officer", "chair")
    for kind in ("role_asked", "role_objected", "stand_in_named", "stand_in_asked", "leave", "link", *kinds, ""):
        given = values | dict.fromkeys(wanted & {"step", "kind"}, kind)
        said = {}
        for proved in (False, True):
            to = Recipient(SPAM, "+6281200099999", "korban@contoh.id", email_proved=proved)
            key = f"{template}/{kind}/{proved}"
            write(lambda db, to=to, key=key, given=given: tell(db, to, template, given, name=key) and None)
            said[proved] = letter(letters()[-1])
        for told in said.values():
            doubled = re.search(r"\b(\w{3,}) \1\b", f"{told.subject}\n{told.body}".replace(SPAM, ""), re.IGNORECASE)
            assert not doubled, (name, kind, doubled)
        assert SPAM not in said[False].subject + said[False].body, (name, kind)
        assert "menang" not in said[False].body, (name, kind)
        assert said[False].subject and "…" not in said[False].subject + said[False].body, (name, said[False])
    typed = {each for each in wanted - NUMBERS - FLAGS - OUR_OWN - {"stands", "further"} if not each.endswith("_at")}
    assert typed <= set(STAND_INS), "what stands there instead"


def test_a_name_stands_in_no_header_to_an_unproved_address(shop, monkeypatch):
    import smtplib

    from market.messages import channels

    sent = []

    class Server:
        def __enter__(self):
            return self

        def __exit__(self, *_error):
            return None

        def send_message(self, mail, to_addrs):
            sent.append(mail)

    monkeypatch.setattr(channels, "mail_server", lambda: Server())
    assert smtplib
    here = world.a_shop()
    browser = from_network("203.0.113.4")
    put(browser, here.sku, 1)
    check_out(browser, "named-in-a-header", name=SPAM, email="korban@contoh.id")
    message = letters()[0]
    channels.send_email(message, letter(message))
    assert sent[0]["To"] == "korban@contoh.id" and SPAM not in str(sent[0])


@pytest.mark.parametrize(
    ("path", "leads"),
    [
        ("/pesanan/D-ABC234?kunci=x1", "/pesanan/D-ABC234?kunci=x1"),
        ("/akun/undangan/3", "/akun/undangan/3"),
        ("/bukan-saya/abc", "/bukan-saya/abc"),
        ("/dinas/bazar/menang-hadiah/sesudah", "/dinas"),
        ("/admin/uang?kelompok=menang-hadiah", "/admin"),
        ("https://contoh.id/menang-hadiah", "/"),
        ("", ""),
    ],
)
def test_an_address_that_bears_a_name_leads_to_the_page_above_it(path, leads):
    assert neutral({"path": path}) == {"path": leads}


@wide
def test_who_proved_an_address_is_greeted_by_name(shop):
    here = world.a_shop()
    proves(here.buyer, "ratna@contoh.id")
    buyer = world.as_person(here.buyer)
    for n, email in enumerate(("ratna@contoh.id", "lain@contoh.id")):
        put(buyer, here.sku, 1)
        check_out(buyer, f"signed-in-{n:04d}", email=email)
    own, typed = (letter(m) for m in letters())
    assert "Ratna" in own.body and "Tunas Bahari" in own.body
    assert "Ratna" not in typed.body and "Tunas Bahari" not in typed.body


def test_what_a_person_sends_by_hand_says_what_it_always_said(shop):
    here = world.a_shop()
    browser = from_network("203.0.113.4")
    put(browser, here.sku, 1)
    path = check_out(browser, "sent-by-hand", payment="cash").headers["location"]
    number = path.split("/")[2].split("?")[0] + "-1"
    world.as_person(here.chair).post(f"/lapak/{here.slug}/pesanan/{number}/siapkan")
    world.as_person(here.chair).post(f"/lapak/{here.slug}/pesanan/{number}/siap")
    with read() as db:
        tap = db.scalars(sa.select(Message).where(table(Message).c.channel == Channel.TAP)).one()
        assert db.scalars(sa.select(Order)).one()
    assert "Ratna" in letter(tap).body and "Tunas Bahari" in letter(tap).body


def test_every_letter_is_bounded_or_warns_who_owns_what_it_is_about(shop):
    """After twenty nothing more leaves, of any template; but for the few that warn an owner at a proved address."""
    typed = Recipient("R", None, "ratna@contoh.id")
    proved = Recipient("R", None, "ratna@contoh.id", email_proved=True)

    def work(db):
        caused_by("198.51.100.7")
        assert sum(tell(db, typed, "order_placed", {}, name=f"x/{n}") for n in range(30)) == MOST_CAUSED
        for name in TEMPLATES:
            template = name.removeprefix("mail/").removesuffix(".txt")
            assert not any(tell(db, each, template, {}, name=template) for each in (typed, proved)), template
            if template in WARNINGS:
                assert tell(db, proved, template, {}, name=template, warns=True), template
            else:
                with pytest.raises(ValueError, match=template):
                    tell(db, proved, template, {}, name=template, warns=True)
        assert sum(tell(db, typed, "code_used", {}, name=f"w/{n}", warns=True) for n in range(30)) == MOST_CAUSED
        answered_for()

    write(work)


def test_the_warnings_are_few_and_each_has_its_letter():
    assert {f"mail/{each}.txt" for each in WARNINGS} <= set(TEMPLATES) and len(WARNINGS) <= 25


@wide
def test_a_strange_group_causes_twenty_letters_to_those_outside_it(shop):
    """Moving and moving on, changes of roles that are asked, objected to and withdrawn, again and again."""
    here = world.a_shop()
    for person in (here.officer, here.facilitator, here.treasurer):
        proves(person, f"{person}@contoh.id")
    outside = table(Message).c.to.in_([f"{here.officer}@contoh.id", f"{here.facilitator}@contoh.id"])
    with time_machine.travel("2026-11-28T04:00:00+00:00", tick=False):
        moved = [moves(here.slug, here.chair, f"71.72.0{n // 4 + 1}.100{n % 4 + 1}").status_code for n in range(8)]
        assert [code for code in moved if code != 422] == [303] * 3 + [429] * (len(moved) - 3 - moved.count(422))
        few = len(letters(outside))
        for _ in range(12):
            done(takes_roles(here, here.chair, here.treasurer))
            change = rows(RoleChange)[-1]
            steps = f"/lapak/{here.slug}/peran/{change.key}"
            done(world.as_person(here.treasurer).post(f"{steps}/keberatan", data={"reason": "Tidak"}))
            done(world.as_person(here.chair).post(f"{steps}/batal"))
    assert 0 < few <= 8 and len(letters(outside)) <= MOST_CAUSED
    own = letters(table(Message).c.to == f"{here.treasurer}@contoh.id", table(Message).c.template == "role_change")
    assert len(own) == 36, "she whose role it is hears of everything"
