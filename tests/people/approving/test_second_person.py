"""Who counts as one: by whose hand somebody came in, over how many hands, for how long."""

from datetime import timedelta

import pytest
import time_machine

from market.kernel.clock import now
from market.kernel.db import read, write
from market.people.approving.closeness import CLOSE_FOR, are_close
from market.people.founding.claim_link import ClaimLink
from market.people.founding.founding import found_group
from market.people.group import GroupKind
from market.people.helpers import Facilitation, Officer
from market.people.membership import Acceptance, find_membership, join
from market.people.person import Person
from market.people.reset_code import ResetCode
from market.people.signing_in.contact import ContactKind, ContactProof, ProofWay
from tests import world
from tests.conftest import both

# Who gave what to whom: a role in the group, an office, helping the group, a code, a number proved in a call.
GIVEN = """
admin office yos, admin office ruth, yos helps rina, yos role merry, ruth called merry, ruth called sonya
rina role linda, linda role grace, grace role mona, rina role novi
hana code ida, hana code jena, olga code hana, yos link vera, yos link wina
""".replace("\n", ",")
CLOSE = {
    ("admin", "yos"): True, ("yos", "ruth"): False, ("yos", "rina"): True, ("admin", "rina"): False,
    ("yos", "merry"): True, ("ruth", "merry"): True, ("rina", "merry"): False, ("merry", "sonya"): False,
    ("admin", "merry"): False, ("rina", "linda"): True, ("rina", "mona"): True, ("linda", "novi"): True,
    ("mona", "novi"): True, ("yos", "linda"): False, ("ruth", "mona"): False, ("hana", "ida"): True,
    ("yos", "vera"): True, ("vera", "wina"): False, ("vera", "rina"): False, ("ruth", "vera"): False,
    ("ida", "jena"): True, ("olga", "jena"): True, ("linda", "ida"): False,
}  # fmt: skip


def gives(db, here, kind, giver, given):
    facts = {"person_id": given}
    if kind == "office":
        Officer(**facts, place="71.72", agency="Dinas", given_by_id=giver).add(db)
    elif kind == "helps":
        Facilitation(**facts, group_id=here.group_id, given_by_id=giver).add(db)
    elif kind == "link":
        own = found_group(
            db, Person.get(db, given), name=f"Usaha {given}", kind=GroupKind.SOLE, village=world.BITUNG, phone=None
        )
        find_membership(db, own.key, given).accepted_by = Acceptance.CLAIMED
        link = ClaimLink(group_id=own.key, name="", phone="", token_hash=str(given), expires_at=now(), by_id=giver).add(
            db
        )
        link.used_at = now()
    elif kind == "role":
        join(db, here.group_id, Person.get(db, given), Acceptance.ACCOUNT, given_by=giver)
    elif kind == "code":
        later = now() + timedelta(days=1)
        ResetCode(**facts, code_hash="", issued_by_id=giver, capacity="chair", expires_at=later).add(db)
    else:
        ContactProof(
            **facts, kind=ContactKind.PHONE, value="+6281", way=ProofWay.CALL, expires_at=now(), read_by_id=giver,
            proved_at=now(),
        ).add(db)  # fmt: skip


def a_young_shop(here) -> dict[str, int]:
    def work(db):
        acts = [act.split() for act in GIVEN.split(",") if act.strip()]
        names = sorted({name for giver, _, given in acts for name in (giver, given)})
        keys = {name: world.a_person(db, name, 200 + n).key for n, name in enumerate(names)}
        for giver, kind, given in acts:
            gives(db, here, kind, keys[giver], keys[given])
        return keys

    return write(work)


@both
def test_by_whose_hand(shop):
    here = world.a_shop()
    keys = a_young_shop(here)
    with read() as db:
        found = {pair: are_close(db, keys[pair[0]], keys[pair[1]]) for pair in CLOSE}
        back = {pair: are_close(db, keys[pair[1]], keys[pair[0]]) for pair in CLOSE}
    assert found == back == CLOSE
    with time_machine.travel(now() + CLOSE_FOR + timedelta(hours=1)), read() as db:
        assert not any(are_close(db, keys[one], keys[other]) for one, other in CLOSE)


@pytest.mark.parametrize("hands", [2, 6])
def test_a_circle_of_hands_ends(shop, hands):
    here = world.a_shop()

    def work(db):
        keys = [world.a_person(db, f"Orang {n}", 300 + n).key for n in range(hands)]
        for n, key in enumerate(keys):
            gives(db, here, "code", keys[n - 1], key)
        return keys

    keys = write(work)
    with read() as db:
        assert are_close(db, keys[0], keys[hands // 2])
