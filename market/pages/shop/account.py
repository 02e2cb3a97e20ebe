"""The account: orders, password, logins, consent, own data."""

import json
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from market.kernel.db import read, write
from market.kernel.refused import Refused
from market.orders.reading.queries import S as SUBS
from market.orders.reading.queries import order_rows, orders_of_person
from market.pages import money_words, words
from market.pages.shop import forms
from market.pages.shop.remembered import orders_here
from market.pages.sudo import asked_of, make_sure
from market.pages.taken import attachment, exported
from market.pages.visitor import home_of, require_person, require_rested, visit, work_of
from market.people.consent import Purpose, consent, consents, withdraw
from market.people.joining.deputies import deputies_to_come
from market.people.login import login_before
from market.people.reset_code import codes_of
from market.people.roles.standing import person_and_works
from market.reports.my_data import forget, my_data
from market.web.cookies import leave
from market.web.forms import Values, posted
from market.web.page import page, redirect
from market.web.pressing import every_time
from market.web.refusals import shows
from market.web.slow import heavy, pages

router = APIRouter(include_in_schema=False)


@router.get("/akun")
def account_page(request: Request) -> Response:
    actor = visit(request)
    if not actor.signed_in:
        with read() as db:
            return page(request, "shop/account_guest.html", here=orders_here(db, request))
    if actor.device_id is not None:
        with read() as db:
            return redirect(home_of(db, actor))
    person_id = require_person(request)
    with read() as db:
        person, works = person_and_works(db, person_id)
        orders = orders_of_person(db, person_id)
        rows = order_rows(db, SUBS.c.order_id.in_([order.key for order in orders]))
        made = [row for row in codes_of(db, [person_id]) if row.ended_at is None]
        return page(
            request,
            "shop/account.html",
            person=person,
            actor=actor,
            made=made,
            sure=asked_of(request) if any(row.used_at for row in made) else None,
            orders=orders,
            rows=rows,
            before=login_before(db, person_id, actor.login_id or 0),
            asked=works.invited,
            deputises=deputies_to_come(db, person_id),
            given=consents(db, person_id),
            purposes=list(Purpose),
            home=work_of(person, works),
            state_word=words.state_word,
            payment_word=money_words.payment_word,
        )


@router.post("/akun/persetujuan")
@shows("/akun")
def change_consent(request: Request, values: Values) -> Response:
    person_id = require_person(request)
    chosen = values.get("purpose", [""])[0]
    if chosen not in list(Purpose) or chosen == Purpose.TERMS:
        raise Refused("choice_unknown", field="purpose")
    purpose = Purpose(chosen)
    if values.get("give") == ["1"]:
        write(lambda db: consent(db, person_id, purpose))
        return redirect("/akun", words="consent_given")
    write(lambda db: withdraw(db, person_id, purpose))
    return redirect("/akun", words="consent_withdrawn")


@router.get("/akun/data")
@heavy
def download_data(request: Request) -> Response:
    person_id = require_rested(request)
    taken = exported(request, "my_data")
    with read() as db:
        data = json.dumps(my_data(db, person_id), ensure_ascii=False, indent=2)
    return attachment(taken, data, "application/json", "data-saya.json")


@router.get("/akun/hapus")
def end_page(request: Request) -> Response:
    return page(request, "shop/end_account.html", asked=asked_of(request))


@router.post("/akun/hapus")
@every_time("drops what the browser keeps")
async def delete_account(
    request: Request, form: Annotated[forms.EndAccount, Depends(posted(forms.EndAccount))]
) -> Response:
    person_id = await make_sure(request, form)
    if form.sure != "ya":
        raise Refused("terms_needed", field="sure")
    await pages(lambda: write(lambda db: forget(db, person_id)))
    return leave(redirect("/", words="account_gone"))
