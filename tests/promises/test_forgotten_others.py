"""Who deletes her account takes nothing along that is another's: no letter, no invitation, no word like her name."""

import json
from datetime import timedelta

from market.kernel.clock import now
from market.kernel.db import write
from market.messages import channels
from market.messages.outbox import Channel, Message, tell
from market.people.act import Act, note
from market.people.founding.claim_link import ClaimLink
from market.people.founding.founding import NewGroup, import_groups
from market.people.group import Group, GroupKind
from market.people.invitation import Invitation, InvitationKind, InvitationState
from market.people.owning.appointing import Appointment
from market.people.person import Person
from market.people.signing_in.contact import ContactKind, ContactProof, ProofWay
from tests import world
from tests.bazaars.world import done
from tests.conftest import both
from tests.payments.test_card import rows

CHAIR, THEIRS, COMING = "+6281200000001", "meike@contoh.id", "+6281377770000"
BEFORE = "+6281200077002"
STRANGER = ("Orang Biasa", "Akun dihapus")
PLAIN = "tiga kata kuat sekali"


def a_stranger(name: str, number: str):
    browser = world.client()
    answer = browser.post("/daftar", data={"name": name, "identifier": number, "password": PLAIN, "terms": "1"})
    assert answer.status_code == 303, answer.text
    return browser


def deletes(browser) -> None:
    done(browser.post("/akun/hapus", data={"sure": "ya", "current": PLAIN}))


def mail_leaves(monkeypatch) -> list[tuple[str, str]]:
    """(template, body) of what leaves from now on."""
    from market.kernel.settings import settings

    monkeypatch.setenv("MARKET_SMTP_URL", "smtp://127.0.0.1:9")
    settings.cache_clear()
    sent: list[tuple[str, str]] = []
    monkeypatch.setattr(channels, "send_email", lambda message, words: sent.append((message.template, words.body)))
    return sent


def what_waits() -> list[tuple]:
    """Everything that is addressed to somebody, but the letters of an order that the stranger placed herself."""
    return [
        *((m.name, m.to, str(m.params),
                m.unsaid_at) for m in rows(Message) if m.params.get("buyer") not in STRANGER and m.to),
        *((i.identifier, i.name, i.state) for i in rows(Invitation)),
        *((a.value, a.expires_at) for a in rows(Appointment)),
        *((link.name, link.phone, link.live) for link in rows(ClaimLink)),
        *((g.name, g.phone) for g in rows(Group)),
    ]  # fmt: skip


@both
def test_numbers_that_she_only_typed_are_not_hers_to_forget(shop, monkeypatch):
    here = world.a_shop()
    mail_leaves(monkeypatch)

    def asked(db):
        chair = Person.get(db, here.chair)
        chair.email, chair.email_proved_at = THEIRS, now()
        later = now() + timedelta(days=20)
        for value in (CHAIR, COMING):
            Appointment(kind=ContactKind.PHONE, value=value, place="71.72", expires_at=later).add(db)
        Invitation(kind=InvitationKind.OFFICER, place="71.72", identifier=CHAIR, name="Meike", by_id=here.admin).add(db)
        Invitation(
            kind=InvitationKind.MEMBER, group_id=here.group_id, identifier=COMING, name="Ani", by_id=here.chair
        ).add(db)
        new = NewGroup("Dapur Ibu Ani", GroupKind.GROUP, "Ibu Ani", COMING, world.BITUNG)
        import_groups(db, [new], world.actor(here.officer))
        tell(db, chair.recipient, "account_typed", {"by": "Sience", "phone": CHAIR}, name="one")

    write(asked)
    world.buys(world.client(), here.sku, 1, token="token-typed-guest", phone=COMING, email="ani@contoh.id", name="Ani")
    waits = what_waits()
    for turn, (phone, email) in enumerate(((CHAIR, THEIRS), (COMING, "ani@contoh.id"))):
        stranger = a_stranger("Orang Biasa", f"08128888000{turn}")
        typed = {"name": "Orang Biasa", "phone": phone, "email": email, "token": f"token-typed-{turn}"}
        path, answer = world.buys(stranger, here.sku, 1, **typed)
        assert path, answer.text
        done(stranger.post(f"{path}/batal", data={"parcel": path.rpartition("/")[2] + "-1"}))
        deletes(stranger)
        assert what_waits() == waits
    assert "Orang Biasa" not in json.dumps([m.params for m in rows(Message)]), "her own orders know her no more"
    deletes(a_stranger("Ani", COMING))
    assert what_waits() == waits, "nor is a number hers that she signed up with and never proved"


@both
def test_a_number_that_somebody_else_proved_since_is_theirs(shop):
    here = world.a_shop()

    def moved(db):
        for whose, value in ((here.member, CHAIR), (here.buyer, BEFORE), (here.member, BEFORE)):
            ContactProof(
                person_id=whose, kind=ContactKind.PHONE, value=value, way=ProofWay.CALL, code_hash="x",
                expires_at=now(), proved_at=now(), ended_at=now(),
            ).add(db)  # fmt: skip
        for number in (CHAIR, BEFORE, "+6281200000003"):
            Invitation(kind=InvitationKind.OFFICER, place="71.72", identifier=number, name="Ibu", by_id=here.admin).add(
                db
            )

    write(moved)
    done(world.as_person(here.member).post("/akun/hapus", data={"sure": "ya", "current": world.PASSWORD}))
    open_, gone = InvitationState.OPEN, InvitationState.WITHDRAWN
    assert [(i.identifier, i.state) for i in rows(Invitation)] == [(CHAIR, open_), (BEFORE, open_), ("", gone)]


@both
def test_a_name_that_is_also_something_else_takes_nothing_along(shop, monkeypatch):
    here = world.a_shop()
    sent = mail_leaves(monkeypatch)

    def told(db):
        chair = Person.get(db, here.chair)
        chair.email, chair.email_proved_at = THEIRS, now()
        words = {
            "name_of": "Olga", "treasurer": "Sience", "by": "Sience", "step": "stand_in_asked", "zone": "Asia/Makassar",
            "group": "Tunas Bahari", "path": "/lapak/tunas-bahari/anggota/peran",
        }  # fmt: skip
        tell(db, chair.recipient, "stand_in", words, name="about", from_group=here.group_id)
        note(db, world.actor(here.chair), "price_changed", here.group_id, sku="Tunas Bahari", old=1, new=2)

    write(told)
    before = [m.params for m in rows(Message)], [a.params for a in rows(Act)]
    for turn, name in enumerate(("Asia/Makassar", "Tunas Bahari", "stand_in_asked", "Sience")):
        deletes(a_stranger(name, f"08128888001{turn}"))
    write(lambda db: setattr(Person.get(db, here.member), "name", "Asia/Makassar"))
    done(world.as_person(here.member).post("/akun/hapus", data={"sure": "ya", "current": world.PASSWORD}))
    assert ([m.params for m in rows(Message) if m.name.startswith("about")], [a.params for a in rows(Act)][:1]) == (
        before[0], before[1][:1],
    )  # fmt: skip
    channels.send_due()
    assert "stand_in" in [template for template, _ in sent]
    assert world.as_person(here.chair).get(f"/lapak/{here.slug}").status_code == 200


@both
def test_a_letter_that_cannot_be_put_into_words_stops_no_other(shop, monkeypatch):
    here = world.a_shop()
    sent = mail_leaves(monkeypatch)

    def told(db):
        chair = Person.get(db, here.chair)
        chair.email, chair.email_proved_at = THEIRS, now()
        for name, zone in (("first", "Akun dihapus"), ("second", "Asia/Makassar")):
            params = {
                "by": "Sience",
                "group": "Tunas Bahari",
                "path": "/",
                "zone": zone,
                "city": "Bitung",
                "effect_at": "",
            }
            tell(db, chair.recipient, "group_moved", params, name=name, from_group=here.group_id)

    write(told)
    assert channels.send_due() == 1 and len(sent) == 1
    [broken] = [m for m in rows(Message) if m.channel is Channel.EMAIL and m.name.startswith("first")]
    assert broken.sent_at is None and "ZoneInfoNotFoundError" in broken.error and broken.leased_until is None
    assert world.as_person(here.treasurer).get(f"/lapak/{here.slug}").status_code == 200
