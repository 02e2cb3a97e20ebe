"""`market person sign-out`: after a leak nobody is signed in any more, by whatever way."""

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from market.cli import app
from market.kernel.db import read, write
from market.kernel.record import table
from market.people.device import live_devices
from market.people.known_browser import KnownBrowser
from market.people.login import Login
from market.people.pending_login import PendingLogin, begin_login
from market.people.person import Person
from market.people.reset_code import OPEN, ResetCode
from market.people.security import SecurityEvent
from market.reports.first_people import code_at_console
from tests import world
from tests.conftest import both


def asked(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["person", "sign-out", *words])
    return done.exit_code, done.output


def number_of(person_id: int) -> str:
    with read() as db:
        return Person.get(db, person_id).phone or ""


def opens(browser) -> bool:
    return browser.get("/akun/keamanan").status_code == 200


@both
def test_one_is_signed_out_everywhere_and_the_others_stay(shop):
    here = world.a_shop()
    chair, again, other = world.as_person(here.chair), world.as_person(here.chair), world.as_person(here.member)
    assert opens(chair) and opens(again) and opens(other)
    status, said = asked(number_of(here.chair))
    assert status == 0 and "2 logins ended" in said, said
    assert not opens(chair) and not opens(again) and opens(other)
    with read() as db:
        told = list(db.scalars(sa.select(table(SecurityEvent).c.person_id).where(
            table(SecurityEvent).c.code == "ended_by_operator")))  # fmt: skip
    assert told == [here.chair]
    assert "dikeluarkan oleh pengelola server" in world.as_person(here.chair).get("/akun/keamanan").text


@both
def test_everybody_is_signed_out_phones_of_groups_too(shop):
    here = world.a_shop()
    browsers = [world.as_person(each) for each in (here.chair, here.officer, here.buyer)]
    phone = world.as_device(here.device)
    write(lambda db: begin_login(db, here.admin, "/admin"))
    code_at_console(number_of(here.member))
    assert all(opens(each) for each in browsers) and phone.get(f"/lapak/{here.slug}").status_code == 200
    status, said = asked("--everybody")
    assert status == 0 and "everybody: " in said, said
    assert not any(opens(each) for each in browsers) and phone.get(f"/lapak/{here.slug}").status_code != 200
    with read() as db:
        logins = table(Login)
        assert not db.scalar(sa.select(sa.func.count()).where(logins.c.ended_at.is_(None)))
        assert not db.scalar(sa.select(sa.func.count()).select_from(table(PendingLogin)))
        assert not db.scalar(sa.select(sa.func.count()).select_from(table(KnownBrowser)))
        assert not db.scalar(sa.select(sa.func.count()).select_from(table(ResetCode)).where(OPEN))
        assert live_devices(db, here.group_id) == []
    assert opens(world.as_person(here.chair)), "and signs in again"


@pytest.mark.parametrize("words", [(), ("A-1", "--everybody"), ("A-99999",)])
def test_it_asks_whom(shop, words):
    world.a_shop()
    status, said = asked(*words)
    assert status == 1 and "logins ended" not in said
