"""What is in flight while an account is shut is written before that, or not at all."""

import threading

import pytest

from market.kernel.db import read, write
from market.orders.order import Order
from market.pages import visitor
from market.pages.shop import guarding, sign_in
from market.pages.workspace import own_pins
from market.payments.account import Account
from market.people.access import Actor
from market.people.device import step_back_everywhere
from market.people.login import Login, end_all
from market.people.membership import find_membership
from market.people.person import Person
from market.reports.my_data import forget
from tests import world
from tests.conftest import both
from tests.payments.test_card import rows

OTHER = "sandi maling kedua kali"


def shut(person_id: int) -> None:
    """As "bukan saya" does it: no password, no login."""

    def work(db) -> None:
        Person.get(db, person_id).password_hash = None
        end_all(db, person_id)

    write(work)


def live_logins(person_id: int) -> list[Login]:
    return [each for each in rows(Login) if each.person_id == person_id and each.ended_at is None]


@both
def test_a_password_that_is_being_hashed_is_not_written_afterwards(shop, monkeypatch):
    here = world.a_shop()
    browser, hashing = world.as_person(here.member), guarding.new_hash

    def slowly(*words: str) -> str:
        shut(here.member)
        return hashing(*words)

    monkeypatch.setattr(guarding, "new_hash", slowly)
    answer = browser.post("/akun/sandi", data={"current": world.PASSWORD, "password": OTHER})
    assert answer.status_code == 303 and answer.headers["location"].startswith("/masuk")
    with read() as db:
        assert Person.get(db, here.member).password_hash is None
    assert not live_logins(here.member)


@both
def test_a_sign_in_that_is_being_compared_opens_nothing_afterwards(shop, monkeypatch):
    here = world.a_shop()
    fits = sign_in.password_fits

    def slowly(*words: str) -> bool:
        right = fits(*words)
        shut(here.member)
        return right

    monkeypatch.setattr(sign_in, "password_fits", slowly)
    answer = world.client().post("/masuk", data={"identifier": "081200000003", "password": world.PASSWORD})
    assert answer.status_code == 422 and not live_logins(here.member)


@both
def test_an_act_on_a_phone_whose_name_was_taken_back_is_not_written(shop, monkeypatch):
    """Her PIN was reset, or she left, while the form was on its way."""
    here = world.a_shop()
    group, phone = f"/lapak/{here.slug}", world.as_device(here.device)
    with read() as db:
        hers = find_membership(db, here.group_id, here.treasurer).key
    assert phone.post(f"{group}/siapa", data={"member": hers, "pin": world.PIN}).status_code == 303

    fits = own_pins.fits

    def slowly(*words: str) -> bool:
        write(lambda db: step_back_everywhere(db, here.group_id, here.treasurer))
        return fits(*words)

    monkeypatch.setattr(own_pins, "fits", slowly)
    change = {"current": world.PIN, "pin": "7391", "again": "7391"}
    answer = phone.post(f"{group}/anggota/{hers}/pin", data=change)
    assert answer.status_code == 303 and "/siapa" in answer.headers["location"]
    monkeypatch.undo()
    assert phone.post(f"{group}/siapa", data={"member": hers, "pin": "7391"}).status_code == 422


@both
def test_no_order_is_placed_by_an_account_that_was_just_deleted(shop):
    here = world.a_shop()
    browser = world.as_person(here.buyer)
    browser.post("/keranjang", data={"variant": here.sku, "quantity": 1})
    begun, done = threading.Event(), threading.Event()

    def deleting(db) -> None:
        forget(db, here.buyer)
        db.flush()
        begun.set()
        done.wait(1.0)

    thread = threading.Thread(target=lambda: write(deleting))
    thread.start()
    assert begun.wait(10)
    form = {
        "name": "Rahasia Nama", "phone": "0812-3456-7890", "token": "token-in-flight",
        "delivery-tunas-bahari": "pickup",
        "payment": "transfer",
    }  # fmt: skip
    answer = browser.post("/checkout", data=form)
    done.set()
    thread.join()
    assert not [each for each in rows(Order) if each.name == "Rahasia Nama"], answer.text


@pytest.mark.postgres
@pytest.mark.parametrize("shop", ["postgres"], indirect=True)
def test_a_group_hears_nothing_of_who_was_shut_out_meanwhile(shop, monkeypatch):
    """Its pages look up who asks inside their write: here the account is shut between that and the rest."""
    here = world.a_shop()
    browser, look_up = world.as_person(here.chair), visitor._look_up

    def slowly(token: str) -> Actor:
        found = look_up(token)
        shut(here.chair)
        return found

    monkeypatch.setattr(visitor, "_look_up", slowly)
    typed = {"bank": "BCA", "number": "001 002 003", "holder": "Rina"}
    answer = browser.post(f"/lapak/{here.slug}/uang/rekening", data=typed)
    assert answer.status_code == 303 and answer.headers["location"].startswith("/masuk"), answer.text
    assert not [each for each in rows(Account) if each.number.startswith("001")]
