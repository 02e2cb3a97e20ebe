"""Nobody acts as another: every path that was seen, tried by everybody who might, in one shop.

1. The table: each row is a path to somebody's account, role, money or secret, each column one of six attackers. A cell
is
   tried in the attacker's own browser; it must end in a refusal, and what is others' must be as it was. Where a cell
   says a
   sentence instead, the act is that person's right or cannot be begun.
2. Daily life: what honest people must still be able to do, in the same shop, step by step.
3. The walk: one person alone presses everything there is, and takes over nobody. It knows no fault by name.

The single attacks, in all their forms, stand beside this file: joining, the group's phone, codes, contacts, two people,
secret links, signing in, limits, races.
"""

import itertools
import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from fastapi.testclient import TestClient
from starlette.responses import Response

from market.kernel.clock import after_waking, now, zone_of
from market.kernel.db import read, write
from market.kernel.limits import Attempt
from market.kernel.record import table
from market.kernel.slowdown import Slowdown
from market.orders.clockwork import tick
from market.orders.order import Order, SubOrder
from market.payments.account import LIVE, Account
from market.payments.bill import Bill
from market.payments.claim import Claim
from market.payments.claiming import claim
from market.payments.payment import Payment
from market.payments.refund import Refund
from market.payments.refund_account import RefundAccount
from market.payments.second_look import SaidOfMoney, SecondLook
from market.people.access import Actor
from market.people.approving.stand_in import StandIn
from market.people.device import Device
from market.people.facts.group_change import GroupChange
from market.people.founding.founding import found_group
from market.people.group import Group, GroupKind
from market.people.helpers import Facilitation, Officer
from market.people.login import Login
from market.people.membership import Membership, find_membership
from market.people.person import Person
from market.people.reset_code import ResetCode, new_code
from market.people.roles.role_change import RoleChange
from market.people.signing_in.reset import issue_code
from market.till.bon import bill_of_sale
from market.till.sale import TillSale
from tests import world
from tests.bazaars.world import done
from tests.conftest import both
from tests.promises import test_doors as doors
from tests.promises import test_withheld as withheld
from tests.promises.test_codes import from_network, member_key, reachable, shown  # noqa: F401
from tests.till.phones import Phone, line

pytestmark = pytest.mark.walk
NOON = "2026-11-28T04:00:00+00:00"  # 12.00 WITA, a waking hour
HER_PIN = "7391"
WHO = ("stranger", "member", "other_chair", "facilitator", "far_officer", "phone")


def belongings(attacker_id, signed_in):
    """What is others': who they are and how they come in, what they hold, where the group's money goes and came.

    `signed_in` is the last login there was: nobody but the attacker gets a newer one.

    """
    p, m, f, o, a, d, n, s, r = (
        table(each)
        for each in (Person, Membership, Facilitation, Officer, Account, Device, Login, StandIn, RefundAccount)
    )
    other = attacker_id or 0
    statements = {
        "person": sa.select(p.c.id, p.c.name, p.c.phone, p.c.email, p.c.password_hash, p.c.admin, p.c.ended_at)
        .where(p.c.id != other, p.c.id <= world.LAST_OF_CAST),
        "admin": sa.select(p.c.id).where(p.c.admin),
        "membership": sa.select(m.c.group_id, m.c.person_id, m.c.chair, m.c.treasurer, m.c.pin_hash)
        .where(m.c.ended_at.is_(None), m.c.person_id <= world.LAST_OF_CAST, m.c.person_id != other),
        "role": sa.select(m.c.group_id, m.c.person_id, m.c.chair, m.c.treasurer)
        .where(m.c.ended_at.is_(None), m.c.group_id <= 2, sa.or_(m.c.chair, m.c.treasurer)),
        "facilitation": sa.select(f.c.group_id, f.c.person_id).where(f.c.ended_at.is_(None), f.c.person_id != other),
        "officer": sa.select(o.c.place, o.c.person_id, o.c.reads_only).where(o.c.ended_at.is_(None)),
        "account": sa.select(a.c.group_id, a.c.kind, a.c.number).where(LIVE, a.c.group_id <= 2),
        "device": sa.select(d.c.id).where(d.c.ended_at.is_(None)),
        "login": sa.select(n.c.person_id, n.c.acting_id).where(n.c.person_id != other, n.c.id > signed_in),
        "acting": sa.select(n.c.acting_id).where(n.c.acting_id.is_not(None)),
        "stand_in": sa.select(s.c.id, s.c.membership_id).where(s.c.begun_at.is_not(None), s.c.ended_at.is_(None)),
        "refund account": sa.select(r.c.id, r.c.number),
    }  # fmt: skip
    with read() as db:
        found = {name: sorted(map(tuple, db.execute(statement)), key=repr) for name, statement in statements.items()}
        found["payment"] = db.execute(sa.select(sa.func.count()).select_from(table(Payment))).scalar_one()
        return found


# -- the table


@dataclass
class Scene:
    """A shop on a day on which much waits: what somebody else might answer, read, or carry on with."""

    here: world.Shop
    strange: str = ""  # the group that the stranger founded
    stranger: int = 0
    phones: dict[str, int] = field(default_factory=dict)  # of other groups, by their slug
    ids: dict[str, int] = field(default_factory=dict)
    order: str = ""  # the buyer's address, with its key
    number: str = ""
    fair: str = ""
    secrets: tuple[str, ...] = ()
    buyer: TestClient | None = None

    @property
    def group(self) -> str:
        return f"/lapak/{self.here.slug}"


@dataclass
class Attacker:
    """One column: somebody in a browser of her own, from a network of her own."""

    scene: Scene
    who: str
    key: int | None
    browser: TestClient
    network: str

    @property
    def own(self) -> str:
        """The group in which the attacker has most to say."""
        at = {"stranger": self.scene.strange, "other_chair": self.scene.here.other_slug}
        return f"/lapak/{at.get(self.who, self.scene.here.slug)}"

    def post(self, path: str, **form: object) -> Response:
        return self.browser.post(path, data={name: str(value) for name, value in form.items()})

    def in_hand(self, device: int) -> TestClient:
        """A phone of that group, whoever set it up, in the attacker's network."""
        browser = from_network(self.network)
        browser.cookies.update(world.as_device(device).cookies)
        return browser


def a_scene() -> Scene:
    here = world.a_shop(pieces=60)
    scene = Scene(
        here, buyer=world.as_person(here.buyer), fair=withheld.a_fair(here, [withheld.HIDDEN, withheld.UNUSED]).slug
    )
    treasurer, chair, facilitator = (world.as_person(each) for each in (here.treasurer, here.chair, here.facilitator))
    for which in ("claim", "typed", "paid", "refund"):  # the last is whose secrets are looked for
        phone = {"phone": "081200000002"} if which == "typed" else {}
        scene.order, answer = world.buys(world.client(), here.sku, 1, token=f"token-of-{which}", **phone)
        assert scene.order, answer.text
        scene.ids[which] = _newest(Bill).key
        scene.number, key = re.search(r"/pesanan/(.+)\?kunci=(.+)", scene.order).groups()
        scene.secrets += (key,)
    for which in ("refund", "paid"):
        done(treasurer.post(f"{scene.group}/uang/masuk/{_bill(scene, which).ref}"))
    scene.ids["payment"] = _newest(Payment).key
    done(chair.post(f"{scene.group}/pesanan/{scene.number}-1/batal", data={"reason": "Perahu tidak turun"}))
    scene.ids["owed"] = _newest(Refund).key
    done(facilitator.post(f"{scene.group}/uang/rekening", data={"bank": "BSG", "number": "001 002", "holder": "Tunas"}))
    done(chair.post(f"{scene.group}/anggota/{member_key(here, here.treasurer)}/peran", data={}))
    named = {"treasurer": member_key(here, here.treasurer), "member": member_key(here, here.member)}
    done(chair.post(f"{scene.group}/pengganti", data=named))
    debtor = {"buyer": {"name": "Ibu", "phone": "081200000003"}}  # the member, on credit at the till
    Phone(here.group_id, here.chair).sells(line(here.sku, 1), paid="bon", **debtor)
    scene.ids["debt"] = _newest(TillSale).key
    code, kept = new_code()

    def more(db):
        stranger = world.a_person(db, "Penipu", 61)
        strange = found_group(db, stranger, name="Mawar", kind=GroupKind.GROUP, village=world.BITUNG, phone=None)
        far = db.scalars(sa.select(Group).where(table(Group).c.slug == here.other_slug)).one()
        find_membership(db, here.group_id, here.treasurer).set_pin(world.hashed(HER_PIN))
        for group, owner in ((strange, stranger.key), (far, here.other_chair)):
            phone = Device(group_id=group.key, name="HP", added_by_id=owner, kept_by_id=owner).add(db)
            scene.phones[group.slug] = phone.key
        issue_code(db, here.treasurer, kept, by=Actor(here.facilitator, "Rina"))
        scene.stranger, scene.strange = stranger.key, strange.slug
        debt = bill_of_sale(db, db.get(TillSale, scene.ids["debt"]))
        said = SecondLook(group_id=here.group_id, bill_id=debt.key, what=SaidOfMoney.CAME, amount=1_000, by="Ibu")
        scene.ids["look"] = said.add(db).key
        for which in ("claim", "typed"):
            scene.ids[f"{which} said"] = claim(db, db.get(Bill, scene.ids[which])).key

    write(more)
    scene.secrets += (code,)
    for kind, name in ((Account, "account"), (RoleChange, "change"), (StandIn, "stand_in")):
        scene.ids[name] = _newest(kind).key
    return scene


def _newest(kind):
    with read() as db:
        return db.scalars(sa.select(kind).order_by(table(kind).c.id.desc())).first()


def _bill(scene: Scene, which: str) -> Bill:
    with read() as db:
        return Bill.get(db, scene.ids[which])


def joins_somebody(a: Attacker) -> Iterable[Response]:
    """Adds her by her number, and lets her in as her "chair": who was asked is nobody there."""
    a.post(f"{a.own}/anggota", name="Korban", phone="081200000009")
    here = a.scene.here
    for key in range(1, 12) if a.own != a.scene.group else (99,):
        yield a.post(f"{a.own}/anggota/{key}/kode")
    yield a.post(f"/dinas/kelompok/{here.slug}/kode/{here.buyer}")
    yield a.scene.buyer.get(a.own)


def issues_a_code(a: Attacker) -> Iterable[Response]:
    for person in (a.scene.here.chair, a.scene.here.treasurer):
        yield a.post(f"{a.scene.group}/anggota/{member_key(a.scene.here, person)}/kode")
        yield a.post(f"/dinas/kelompok/{a.scene.here.slug}/kode/{person}")
        yield a.post("/admin/kode", identifier="081200000002")


def guesses_a_code(a: Attacker) -> Iterable[Response]:
    for code in ("ABCD-EFGH", "2222-2222", ""):
        yield a.post("/lupa", identifier="081200000002", code=code, password="perahu biru berlayar malam")


def reads_what_is_secret(a: Attacker) -> Iterable[Response]:
    """A code that another issued, keys of orders: on no page that the attacker opens."""
    here, group = a.scene.here, a.scene.group
    for page in (
        f"{group}/anggota", f"{group}/anggota/masuk", group, f"{group}/pesanan", f"{group}/uang",
        f"{group}/pesanan/kemas",
        f"{group}/pesanan/{a.scene.number}-1", f"/dinas/kelompok/{here.slug}/masuk", "/pendamping", "/akun", "/lapak",
    ):  # fmt: skip
        answer = a.browser.get(page)
        assert not [secret for secret in a.scene.secrets if secret in answer.text], page
    yield a.browser.get(f"/pesanan/{a.scene.number}")


def sets_her_pin(a: Attacker) -> Iterable[Response]:
    key = member_key(a.scene.here, a.scene.here.treasurer)
    yield a.post(f"{a.scene.group}/anggota/{key}/pin", pin="4826", again="4826", current=world.PIN)
    yield a.post(f"{a.own}/anggota/{key}/pin", pin="4826", again="4826", current=world.PASSWORD)


def confirms_by_another_groups_phone(a: Attacker) -> Iterable[Response]:
    """Says on a phone of a group of her own that she is the treasurer here; on the group's phone with a guessed PIN."""
    here, strange = a.scene.here, a.scene.strange if a.who in ("stranger", "far_officer") else a.scene.here.other_slug
    treasurer = member_key(here, here.treasurer)
    for slug, device in ((strange, a.scene.phones[strange]), (here.slug, here.device)):
        phone = a.in_hand(device)
        for pin in (world.PIN, "4826"):
            said = phone.post(f"/lapak/{slug}/siapa", data={"member": treasurer, "pin": pin})
            assert said.status_code in (404, 422), said.status_code
        yield phone.post(f"{a.scene.group}/uang/masuk/{_bill(a.scene, 'claim').ref}")


def approves_an_account(a: Attacker) -> Iterable[Response]:
    """The one that the facilitator typed: no helper beside a member, and nobody from elsewhere."""
    yield a.post(f"{a.scene.group}/uang/rekening/{a.scene.ids['account']}/setuju")


def confirms_a_claim(a: Attacker) -> Iterable[Response]:
    yield a.post(f"{a.scene.group}/uang/klaim/{a.scene.ids['claim said']}/cocok")
    yield a.post(f"{a.scene.group}/uang/masuk/{_bill(a.scene, 'claim').ref}")
    yield a.post(f"/admin/uang/transfer/klaim/{a.scene.ids['claim said']}/cocok")


def confirms_by_a_typed_number(a: Attacker) -> Iterable[Response]:
    """The buyer typed the treasurer's number: it makes nobody else of the group a confirmer."""
    yield a.post(f"{a.scene.group}/uang/klaim/{a.scene.ids['typed said']}/cocok")
    yield a.post(f"{a.scene.group}/uang/masuk/{_bill(a.scene, 'typed').ref}")


def takes_a_confirmation_back(a: Attacker) -> Iterable[Response]:
    yield a.post(f"{a.scene.group}/uang/dicatat/{a.scene.ids['payment']}/tarik", reason="salah lihat")


def changes_roles_in_money(a: Attacker) -> Iterable[Response]:
    """Carries on with a change that waits for the treasurer's yes."""
    for act in ("setuju", "pastikan", "dukung"):
        yield a.post(f"{a.scene.group}/peran/{a.scene.ids['change']}/{act}")
    yield a.post("/admin/petugas", name="Saya", phone="081200000061", place="71.72", agency="Dinas")


def makes_herself_treasurer(a: Attacker) -> Iterable[Response]:
    """Asks herself into the group's money by her own number, and says yes."""
    numbers = {"member": "081200000003", "facilitator": "081200000005", "far_officer": "081200000007"}
    own = numbers.get(a.who, "081200000061")
    yield a.post(f"{a.scene.group}/anggota", name="Saya", phone=own, treasurer=1, chair=1)
    for page in re.findall(r"/akun/undangan/\d+", a.browser.get("/akun/undangan").text):
        yield a.post(page, answer="yes")


def begins_to_stand_in(a: Attacker) -> Iterable[Response]:
    for act in ("setuju", "mulai"):
        yield a.post(f"{a.scene.group}/pengganti/{a.scene.ids['stand_in']}/{act}")


def overwrites_a_refund_account(a: Attacker) -> Iterable[Response]:
    for key in ("", "?kunci=" + "x" * 22) if a.who != "buyer" else ("?kunci=" + a.scene.secrets[-2],):
        yield a.post(f"/pesanan/{a.scene.number}/rekening{key}", **doors.ACCOUNT | {"refund": a.scene.ids["owed"]})
        yield a.browser.get(f"/pesanan/{a.scene.number}{key}")


def takes_a_used_token(a: Attacker) -> Iterable[Response]:
    a.post("/keranjang", variant=a.scene.here.sku, quantity=1)
    form = {"name": "Ratna", "phone": "0812-3456-7890", "delivery-tunas-bahari": "pickup", "payment": "transfer"}
    answer = a.post("/checkout", token="token-of-refund", **form)
    a.post("/keranjang/jumlah", variant=a.scene.here.sku, quantity=0)
    assert "kunci=" not in answer.headers.get("location", "") and a.scene.number not in answer.text
    yield answer


def reads_the_private_list(a: Attacker) -> Iterable[Response]:
    for file in ("instance.json", "plan.json", "daftar-lengkap.json", "pemeriksaan.json", "periksa"):
        yield a.browser.get(f"/bazar/{a.scene.fair}/{file}")
    yield a.browser.get(f"/dinas/bazar/{a.scene.fair}/pembagian")


def takes_a_number(a: Attacker) -> Iterable[Response]:
    a.post("/akun/kontak", identifier="081200000002", current=world.PASSWORD)
    for code in ("ABCD-EFGH", "2345-6789"):
        yield a.post("/akun/kontak/kode", which="phone", code=code)


def denies_for_another(a: Attacker) -> Iterable[Response]:
    yield a.post("/bukan-saya/" + "x" * 22)
    with read() as db:
        code = db.scalars(sa.select(ResetCode)).first().key
    yield a.post(f"/akun/kode/{code}/bukan-saya", current=world.PASSWORD)


def invites_without_end(a: Attacker) -> Iterable[Response]:
    """The eleventh of a day."""
    for n in range(10):
        a.post(f"{a.own}/anggota", name=f"Ibu {n}", phone=f"08137777{n:04d}")
    yield a.post(f"{a.own}/anggota", name="Ibu", phone="081377779999")


def vouches_and_renames(a: Attacker) -> Iterable[Response]:
    yield a.post(f"/dinas/kelompok/{a.scene.here.slug}/cek")
    yield a.post(f"/dinas/kelompok/{a.scene.here.slug}/tutup", reason="palsu")
    a.post(
        f"{a.scene.group}/profil", name="Nama Lain", village=world.KALIANDA, phone="081299990000", story="", address=""
    )
    waits = _newest(GroupChange)
    yield a.post(f"{a.scene.group}/profil/perubahan/{waits.key if waits else 1}/setuju")


def _office_of(scene: Scene) -> int:
    """The office whose officer is attacked."""
    held = sa.select(table(Officer).c.office_id).where(table(Officer).c.person_id == scene.here.officer)
    with read() as db:
        return db.execute(held).scalar_one()


def gives_herself_an_office(a: Attacker) -> Iterable[Response]:
    own = {"name": "Saya", "phone": "081200000061", "place": "71.72", "agency": "Dinas"}
    yield a.post("/admin/petugas", **own)
    yield a.post("/dinas/kantor/rekan", office=_office_of(a.scene), role="successor", identifier="081200000061")
    yield a.post(f"/dinas/kelompok/{a.scene.here.slug}/pendamping", name="Saya", identifier="081200000061")


def cancels_an_order(a: Attacker) -> Iterable[Response]:
    ref = _bill(a.scene, "paid").ref
    yield a.post(f"{a.scene.group}/pesanan/{ref}/batal", reason="tidak jadi")
    yield a.post(f"/pesanan/{ref.removesuffix('-1')}/batal", claim=ref)


def brings_a_phone_in(a: Attacker) -> Iterable[Response]:
    """Her own browser as a phone of the group, or one that somebody else answers for as hers."""
    yield a.post(f"{a.scene.group}/hp/{a.scene.here.device}/milik")
    yield a.post(f"{a.scene.group}/hp", name="HP Penipu")


def ends_a_phone(a: Attacker) -> Iterable[Response]:
    """Of the group by who does not belong to it; of another group under the address of hers."""
    yield a.post(f"{a.scene.group}/hp/{a.scene.phones[a.scene.here.other_slug]}/keluar")
    if a.who not in ("member", "facilitator"):
        yield a.post(f"{a.scene.group}/hp/{a.scene.here.device}/keluar")


def takes_papers_out(a: Attacker) -> Iterable[Response]:
    for page in ("uang/buku", "uang/buku.xlsx", "uang/buku.pdf", "uang/rekap", "kasir/tutup", "kasir/bon"):
        yield a.browser.get(f"{a.scene.group}/{page}")


def sees_money_for_another(a: Attacker) -> Iterable[Response]:
    """What was said by a PIN that its buyer may know."""
    yield a.post(f"{a.scene.group}/uang/dilihat/{a.scene.ids['look']}")


def pays_a_debt_with_words(a: Attacker) -> Iterable[Response]:
    yield a.post(f"{a.scene.group}/kasir/bon/{a.scene.ids['debt']}", how="cash")
    yield a.post(f"{a.scene.group}/kasir/nota/{a.scene.ids['debt']}/kembali", reason="Basi", goods="thrown")


HELPS, WORKS = "her right as who helps: told by every way, and money rests", "her daily work"
WAITS = "who helps or holds an office says this yes; nobody the attacker chose"
# The path, and where it is no attack: by whom, and why.
PATHS: dict[Callable[[Attacker], Iterable[Response]], dict[str, str]] = {
    joins_somebody: {},
    issues_a_code: {"facilitator": HELPS},
    guesses_a_code: {},
    reads_what_is_secret: {},
    sets_her_pin: {},
    confirms_by_another_groups_phone: {},
    approves_an_account: {},
    confirms_a_claim: {},
    confirms_by_a_typed_number: {},
    takes_a_confirmation_back: {},
    changes_roles_in_money: {},
    makes_herself_treasurer: {},
    begins_to_stand_in: {"facilitator": WAITS},
    overwrites_a_refund_account: {},
    takes_a_used_token: {},
    reads_the_private_list: {},
    takes_a_number: {},
    denies_for_another: {},
    invites_without_end: {},
    vouches_and_renames: {},
    gives_herself_an_office: {},
    cancels_an_order: {"member": WORKS, "facilitator": WORKS},
    brings_a_phone_in: {"facilitator": HELPS},
    ends_a_phone: {},
    takes_papers_out: {"member": WORKS, "facilitator": WORKS},
    sees_money_for_another: {"facilitator": WAITS},
    pays_a_debt_with_words: {},
}


# By whom each goes through, tried last: a path that is refused to everybody shows nothing. Codes at the end, for who
# gave
# one is no second person.
GOES_THROUGH = {
    approves_an_account: "chair", confirms_a_claim: "treasurer", confirms_by_a_typed_number: "officer",
    takes_a_confirmation_back: "treasurer", overwrites_a_refund_account: "buyer", begins_to_stand_in: "facilitator",
    reads_the_private_list: "officer", cancels_an_order: "chair", changes_roles_in_money: "treasurer",
    vouches_and_renames: "officer",
    gives_herself_an_office: "admin", takes_papers_out: "chair", sees_money_for_another: "officer",
    pays_a_debt_with_words: "treasurer", issues_a_code: "officer", brings_a_phone_in: "chair",
}  # fmt: skip


def all_of(kind, *names: str) -> sa.Select:
    rows = table(kind)
    return sa.select(*(rows.c[name] for name in names or rows.c.keys())).order_by(rows.c.id)


def what_counts(scene: Scene, attacker: int | None, signed_in: int) -> dict[str, object]:
    """What is others', and the rows of money, orders and what waits, whole; logins made after that one."""
    found = dict(belongings(attacker, signed_in))
    whole = {
        "claims": all_of(Claim), "bills": all_of(Bill), "refunds": all_of(Refund), "orders": all_of(Order),
        "parcels": all_of(SubOrder), "looks": all_of(SecondLook), "changes": all_of(RoleChange,
            "state").where(table(RoleChange).c.group_id == scene.here.group_id),
            "codes": all_of(ResetCode, "used_at", "ended_at"),
        "accounts": all_of(Account), "groups": all_of(Group).where(table(Group).c.id <= 2),
    }  # fmt: skip
    with read() as db:
        return found | {name: [tuple(row) for row in db.execute(rows)] for name, rows in whole.items()}


def is_refused(answer: Response) -> bool:
    """Nothing there, not hers, or asked who she is; not a limit, which would hide that nothing else stands here."""
    asks = answer.status_code == 303 and re.match(r"/masuk|/lapak/[^/]+/siapa", answer.headers.get("location", ""))
    return answer.status_code in (400, 403, 404, 409, 422) or bool(asks)


def _forgets_tries(db) -> None:
    for counts in (Attempt, Slowdown):
        db.execute(sa.delete(table(counts)))


def in_a_browser(scene: Scene, who: str, key: int | None, network: str) -> Attacker:
    """Fresh tries for each cell: what was counted before would refuse where nothing else does."""
    browser = from_network(network)
    if key is None:
        browser.cookies.update(world.as_device(scene.here.device).cookies)
    else:
        world.as_person(key, browser)
    write(_forgets_tries)
    return Attacker(scene, who, key, browser, network)


def _tries(path: Callable[[Attacker], Iterable[Response]], attacker: Attacker) -> list[str]:
    """What of a path was not refused, or seen on its way."""
    try:
        answers = list(path(attacker))
    except AssertionError as error:
        return [str(error).partition("\n")[0]]
    limit = (429,) if path is invites_without_end else ()
    went = [each for each in answers if not is_refused(each) and each.status_code not in limit]
    return [f"{each.url.path} {each.status_code}" for each in went] if answers else ["nothing was tried"]


@both
def test_every_path_by_everybody_who_might(shop, reachable):  # noqa: F811
    scene = a_scene()
    here = scene.here
    keys = {
        "stranger": scene.stranger, "member": here.member, "other_chair": here.other_chair,
        "facilitator": here.facilitator,
        "far_officer": here.far_officer, "phone": None,
    }  # fmt: skip
    red = []
    for (row, (path, rights)), (column, who) in itertools.product(enumerate(PATHS.items()), enumerate(WHO)):
        if who in rights:
            continue
        attacker = in_a_browser(scene, who, keys[who], f"10.{row}.{column}.1")
        signed_in = _newest(Login).key
        before = what_counts(scene, keys[who], signed_in)
        went = _tries(path, attacker)
        after = what_counts(scene, keys[who], signed_in)
        changed = [f"{name}: {before[name]} -> {after[name]}" for name in before if before[name] != after[name]]
        if went or changed:
            red.append(f"{path.__name__} by {who}: {'; '.join(went + changed)}")
    assert not red, f"{len(red)} cells\n" + "\n".join(red)
    for path, who in GOES_THROUGH.items():
        key = getattr(here, who)
        answers = list(path(in_a_browser(scene, who, key, "10.99.0.1")))
        assert not all(map(is_refused, answers)), (
            f"{path.__name__}: refused to {who} too, the table shows nothing of it"
        )


# -- daily life


@both
def test_daily_life_goes_on(shop):
    """What the rules above must not stop, in the order in which a group meets it."""
    with time_machine.travel(NOON, tick=False):
        here = world.a_shop(pieces=60)
        _joins(here)
        _another_account_and_a_mistake(here)
        _an_ill_treasurer(here)
        _nobody_was_named(here)
        _a_business_of_one(here)
        begins, first = _a_first_account(here)
        rested, chair = _a_forgotten_password(here)
    with time_machine.travel(rested, tick=False):
        assert chair.get(f"/lapak/{here.slug}/profil").status_code == 200, "rested"
        over = _a_chair_who_is_gone(here)
    for moment, there in ((begins - timedelta(seconds=1), 0), (begins, 1)):
        with time_machine.travel(moment, tick=False):
            tick()
            with read() as db:
                assert len(db.scalars(sa.select(Account).where(LIVE, table(Account).c.id == first)).all()) == there
    with time_machine.travel(over, tick=False):
        tick()
        with read() as db:
            assert find_membership(db, here.group_id, here.treasurer).chair


def _joins(here) -> None:
    """Somebody is asked, says yes in her own account, and works at once."""
    group, buyer = f"/lapak/{here.slug}", world.as_person(here.buyer)
    asked = world.as_person(here.chair).post(f"{group}/anggota", data={"name": "Ratna", "phone": "081200000009"})
    assert asked.status_code == 200
    invitation = re.search(r"/akun/undangan/\d+", buyer.get("/akun/undangan").text)[0]
    assert done(buyer.post(invitation, data={"answer": "yes"})) == group
    done(buyer.post(f"{group}/stok/terima", data={"variant": here.sku, "quantity": "5"}))


def _another_account_and_a_mistake(here) -> None:
    """Chair and treasurer change the account at once; a mistaken "Uangnya ada" is taken back by who pressed it."""
    money, chair, treasurer = f"/lapak/{here.slug}/uang", world.as_person(here.chair), world.as_person(here.treasurer)
    done(chair.post(f"{money}/rekening", data={"bank": "BSG", "number": "001 002 003", "holder": "Tunas Bahari"}))
    done(treasurer.post(f"{money}/rekening/{_newest(Account).key}/setuju"))
    bill = _sold(here)
    done(treasurer.post(f"{money}/masuk/{bill.ref}"))
    done(treasurer.post(f"{money}/dicatat/{_newest(Payment).key}/tarik", data={"reason": "salah baca mutasi"}))
    done(treasurer.post(f"{money}/masuk/{bill.ref}"))


def _named(here) -> dict[str, int]:
    return {"treasurer": member_key(here, here.treasurer), "member": member_key(here, here.member)}


def _an_ill_treasurer(here) -> None:
    """Whom she named beforehand stands in at once, and she undoes it."""
    group, treasurer, member = f"/lapak/{here.slug}", world.as_person(here.treasurer), world.as_person(here.member)
    done(treasurer.post(f"{group}/pengganti", data=_named(here)))
    stands_in, bill = f"{group}/pengganti/{_newest(StandIn).key}", _sold(here)
    assert member.post(f"{group}/uang/masuk/{bill.ref}").status_code == 422, "not before she begins"
    done(member.post(f"{stands_in}/mulai"))
    done(member.post(f"{group}/uang/masuk/{bill.ref}"))
    done(treasurer.post(f"{stands_in}/selesai"))
    assert member.post(f"{group}/uang/masuk/{_sold(here).ref}").status_code == 422, "she is back"


def _nobody_was_named(here) -> None:
    """The chair proposes somebody, and the facilitator says yes."""
    group, member = f"/lapak/{here.slug}", world.as_person(here.member)
    done(world.as_person(here.chair).post(f"{group}/pengganti", data=_named(here)))
    stands_in = f"{group}/pengganti/{_newest(StandIn).key}"
    done(world.as_person(here.facilitator).post(f"{stands_in}/setuju"))
    done(member.post(f"{group}/uang/masuk/{_sold(here).ref}"))
    done(world.as_person(here.treasurer).post(f"{stands_in}/selesai"))


def _a_forgotten_password(here) -> tuple[datetime, TestClient]:
    """A code: the day's work goes on at once, money waits half a day; until when, and her browser."""
    group, browser = f"/lapak/{here.slug}", world.client()
    helper = world.as_person(here.facilitator)
    code = shown(helper.post(f"{group}/anggota/{member_key(here, here.chair)}/kode").text)
    form = {"identifier": "081200000001", "code": code, "password": "perahu biru berlayar malam"}
    done(browser.post("/lupa", data=form))
    done(browser.post(f"{group}/stok/terima", data={"variant": here.sku, "quantity": "5"}))
    assert browser.get(f"{group}/pesanan").status_code == 200
    account = {"bank": "BRI", "number": "9 8 7 6 5", "holder": "Tunas"}
    assert browser.post(f"{group}/uang/rekening", data=account).status_code == 422
    return after_waking(now(), 12, zone_of(world.BITUNG)), browser


def _a_first_account(here) -> tuple[datetime, int]:
    """Of a new group of two, in force a waking day later; from when, and its id."""
    slug, founder, second = _a_young_group()
    done(founder.post(f"/lapak/{slug}/uang/rekening", data={"bank": "BSG", "number": "77 88 99 00", "holder": "Baru"}))
    account = _newest(Account).key
    done(second.post(f"/lapak/{slug}/uang/rekening/{account}/setuju"))
    assert f"rekening/{account}/hentikan" in world.as_person(here.officer).get(f"/lapak/{slug}/uang").text
    return after_waking(now(), 24, zone_of(world.BITUNG)), account


def _a_chair_who_is_gone(here) -> datetime:
    """Two members ask, the officer confirms, it counts after 72 waking hours without her no; from when."""
    group, treasurer = f"/lapak/{here.slug}", world.as_person(here.treasurer)
    done(treasurer.post(f"{group}/anggota/{member_key(here, here.treasurer)}/ganti-ketua"))
    change = f"{group}/peran/{_newest(RoleChange).key}"
    done(world.as_person(here.member).post(f"{change}/dukung"))
    done(world.as_person(here.officer).post(f"{change}/pastikan"))
    return after_waking(now(), 72, zone_of(world.BITUNG))


def _sold(here) -> Bill:
    path, answer = world.buys(world.client(), here.sku, 1, token=f"daily-{secrets.token_hex(6)}")
    assert path, answer.text
    return _newest(Bill)


def _a_young_group() -> tuple[str, TestClient, TestClient]:
    """Founded today, with a second member who said yes in her own account."""
    first, second = (write(lambda db, n=n: world.a_person(db, f"Ibu {n}", n).key) for n in (70, 71))
    founder, other = world.as_person(first), world.as_person(second)
    home = done(founder.post("/buka-lapak", data={"name": "Kelompok Baru", "kind": "group", "village": "madidir ure"}))
    added = founder.post(f"{home}/anggota", data={"name": "Ibu", "phone": "081200000071", "treasurer": "1"})
    assert added.status_code == 200
    invitation = re.search(r"/akun/undangan/\d+", other.get("/akun/undangan").text)[0]
    done(other.post(invitation, data={"answer": "yes"}))
    return home.rpartition("/")[2], founder, other


def _a_business_of_one(here) -> None:
    """A business of one: the officer is its second person."""
    owner = write(lambda db: world.a_person(db, "Ibu Sendiri", 72).key)
    browser = world.as_person(owner)
    home = done(browser.post("/buka-lapak", data={"name": "Dapur Sendiri", "kind": "sole", "village": "madidir ure"}))
    done(browser.post(f"{home}/uang/rekening", data={"bank": "BSG", "number": "55 66 77 88", "holder": "Sendiri"}))
    yes = f"{home}/uang/rekening/{_newest(Account).key}/setuju"
    assert browser.post(yes).status_code == 422, "not alone"
    done(world.as_person(here.officer).post(yes))


# -- the walk

ROUNDS = 2
# What each attacker may rightly do alone, of what is compared.
MAY_ALONE = {
    "stranger": set(), "buyer": set(), "member": set(), "chair": {"device"}, "treasurer": {"payment"},
    "facilitator": {"device"}, "officer": {"device", "facilitation"}, "far_officer": set(), "superior": set(),
    "device": set(),
}  # fmt: skip
# At least so many routes did something for each: measured, less a few.
GO_THROUGH = dict.fromkeys(MAY_ALONE, 2) | {"chair": 26, "facilitator": 24, "treasurer": 12, "member": 14, "officer": 8}


def attackers(here):
    people = doors.cast(here)
    keys = {
        "stranger": here.other_chair, "buyer": here.buyer, "member": here.member, "chair": here.chair,
        "treasurer": here.treasurer, "facilitator": here.facilitator, "officer": here.officer,
        "far_officer": here.far_officer, "superior": here.superior, "device": None,
    }  # fmt: skip
    browsers = people | {"treasurer": world.as_person(here.treasurer)}
    return {name: (browsers[name], key) for name, key in keys.items()}


# Routes by which somebody ends or changes what is her own alone.
OWN = ("/keluar", "/akun/hapus", "/akun/keluar-semua", "/masuk", "/daftar")


def forms(here, pattern, who):
    """Right forms with others' ids; the number of each person of the cast in turn."""
    common = doors.filling(here, pattern) | {
        "phone": "0812-0000-0002", "identifier": "081200000002", "treasurer": "1", "chair": "1", "agreed": "1",
        "agency": "Dinas", "place": "71.72", "name_en": "Name", "answer": "yes", "code": "ABCD-EFGH", "come": "1",
    }  # fmt: skip
    return [common, common | {"chair": "", "treasurer": ""}] if pattern.endswith("/peran") else [common]


@both
@pytest.mark.parametrize("who", MAY_ALONE)
def test_one_person_alone_takes_over_nobody(shop, who):
    here = world.a_shop(pieces=40)
    values = doors.filled(here, world.as_person(here.buyer))

    def a_claim(db):
        bill = db.scalars(sa.select(Bill)).first()
        return claim(db, bill).key

    write(a_claim)
    browser, key = attackers(here)[who]
    with read() as db:
        memberships = [
            find_membership(db, here.group_id, each).key for each in (here.chair, here.treasurer, here.member)
        ]
        signed_in = db.execute(sa.select(sa.func.max(table(Login).c.id))).scalar_one()
    before = belongings(key, signed_in)
    patterns = sorted(pattern for pattern in doors.routes("POST") if pattern not in OWN and "/webhook/" not in pattern)
    broken, went_through = [], set()
    for turn, pattern in itertools.product(range(ROUNDS), patterns):
        ids = {
            name: str(turn + 1) for name in ("account", "change", "stand_in", "payment", "claim", "invitation", "asked")
        }
        ids |= {"member": str(memberships[turn]), "person": str(here.treasurer if turn else here.chair), "device": "99"}
        for form in forms(here, pattern, who):
            answer = browser.post(doors.address(pattern, values | ids), data=form)
            if answer.status_code >= 500:
                broken.append(f"{pattern}: {answer.status_code}")
            asked_who = answer.headers.get("location", "").startswith(("/masuk", f"/lapak/{here.slug}/siapa"))
            if answer.status_code == 303 and not asked_who:
                went_through.add(pattern)
            if key and (asked_who or "dermaga" in answer.cookies):  # she went out by her own act, and comes in again
                browser.cookies.delete("dermaga")
                world.as_person(key, browser)
    assert not broken
    assert len(went_through) >= GO_THROUGH[who], "a walk that is refused everywhere shows nothing"
    after = belongings(key, signed_in)
    changed = {name for name in before if before[name] != after[name]} - MAY_ALONE[who]
    assert not changed, {name: (before[name], after[name]) for name in changed}
