"""A refused form comes back open, filled, its sentence beside the field, and the notice leads to it."""

import re

from market.kernel.db import read
from market.kernel.refused import Refused
from market.people.membership import find_membership
from market.web.again import Said, as_sent
from market.web.drawn import Drawn, FormTag
from market.web.forms import SECRETS, Sent
from tests import world
from tests.conftest import wide
from tests.payments.test_other_sums import transfer
from tests.promises.test_doors import address, cast, filled

NOTICE = '<div role="alert"><a href="#reason">Terlalu panjang</a> <a href="#gone">Hilang</a></div>'
PAGE = (
    NOTICE
    + '<form method="post" action="/a"><input id="reason" name="reason" value="dari yang lain"></form>'
    + '<details><summary>Keberatan</summary><form method="post" action="/b"><input type="hidden" name="who" value="1">'
    + '<label for="reason">Alasan</label><textarea id="reason" name="reason"></textarea></form></details>'
    + '<details><form method="post" action="/b"><input type="hidden" name="who" value="2"><label '
    'for="reason">Alasan</label>'
    + '<textarea id="reason" name="reason" rows="2"></textarea><label class="choice"><input type="checkbox" name="yes">'
    + '</label><select name="kind"><option value="x">X</option><option value="y">Y</option></select>'
    + '<input type="password" name="current"><input type="file" name="proof"></form></details>'
)


def test_the_form_that_was_sent_is_found_opened_filled_and_marked():
    values = {"who": ["2"], "reason": ["karena <itu>"], "yes": ["on"], "kind": ["y"], "current": ["rahasia"]}
    state = Sent(values).refuse([Refused("text_too_long", field="reason"), Refused("required", field="gone")])
    shown = as_sent(PAGE, "/b", state, Said({"reason": "Terlalu panjang", "gone": "Hilang"}, {"proof": "Pilih lagi"}))
    assert shown.count(" open>") == 1 and shown.index(" open>") > shown.index('value="1"'), "that one alone"
    assert '<a href="#reason-2">Alasan: Terlalu panjang</a>' in shown and "<span>Hilang</span>" in shown
    assert '<label for="reason-2">' in shown and shown.count('id="reason-2"') == 1
    assert "karena &lt;itu&gt;</textarea>" in shown and "rahasia" not in shown
    assert '<span class="refusal" id="reason-2-salah">' in shown and shown.count("aria-invalid") == 1
    assert 'value="dari yang lain"' in shown, "the other form was not sent"
    assert " checked>" in shown and '<option value="y" selected>' in shown and "Pilih lagi" in shown


def test_of_two_alike_it_is_the_one_in_which_it_was_typed():
    one, two = (
        f'<form method="post" action="/a"><input id="{name}" name="who" value="{value}"></form>'
        for name, value in (("one", ""), ("two", "x@"))
    )
    state = Sent({"who": ["x@"]}).refuse([Refused("email_unclear", field="who")])
    shown = as_sent('<a href="#who">Belum</a>' + one + two, "/a", state, Said({"who": "Belum"}))
    assert 'href="#two"' in shown


def test_of_several_fields_of_one_name_the_one_that_is_wrong_is_marked():
    digits = "".join(
        f'<label for="digit-{n}">Angka {n + 1}</label><input id="digit-{n}" name="digit">' for n in range(3)
    )
    page = f'<a href="#digit-1">Bukan angka</a><form method="post" action="/a">{digits}</form>'
    state = Sent({"digit": ["4", "x", "2"]}).refuse([Refused("number_drawn_wrong", field="digit-1", n=3)])
    shown = as_sent(page, "/a", state, Said({"digit-1": "Bukan angka"}))
    assert re.search(r'id="digit-1"[^>]*aria-invalid="true"', shown) and shown.count("aria-invalid") == 1
    assert '<a href="#digit-1">Angka 2: Bukan angka</a>' in shown


def lost_links(page: str) -> list[str]:
    """Links of the notice that lead nowhere, or into what is folded away."""
    drawn = Drawn(page)
    notice = page[page.index('role="alert"') :]
    notice = notice[: notice.index("</div>")]
    found = []
    for name in re.findall(r'href="#([^"]+)"', notice):
        targets = drawn.ids.get(name, [])
        folded = [fold for each in targets[:1] for fold in each.folds if "open" not in fold.attributes]
        if len(targets) != 1 or folded:
            found.append(f"#{name}: {len(targets)} of it, {len(folded)} folds closed")
    return found


def shown_in(form: FormTag, body: str) -> dict[str, list[str]]:
    """What a form says as it is drawn: by name the texts, choices and ticks that would be sent."""
    said: dict[str, list[str]] = {}
    for each in form.controls:
        name, kind = each.attributes.get("name", ""), each.attributes.get("type", "")
        if not name or name in ("press", "token") or each.name == "button":
            continue
        if kind in ("radio", "checkbox"):
            value = each.attributes.get("value", "on") if "checked" in each.attributes else None
        elif each.name == "textarea":
            value = body[each.end : each.closed - len("</textarea>")]
        else:
            value = (
                each.chosen_of(form.options.get(each, []))
                if each.name == "select"
                else each.attributes.get("value", "")
            )
        said.setdefault(name, []).extend([] if value is None else [value])
    return said


def harmed(before: str, after: str, sent: int, given: dict[str, str]) -> list[str]:
    """What a refusal took from forms that were not sent, and what it lost of the one that was."""
    was, now = Drawn(before).forms, Drawn(after).forms
    if len(was) != len(now):
        return [f"{len(was)} forms before, {len(now)} after"]
    faults = [
        f"beside: {shown_in(one, before)} became {shown_in(other, after)}"
        for at, (one, other) in enumerate(zip(was, now, strict=True))
        if at != sent and shown_in(one, before) != shown_in(other, after)
    ]
    kept = shown_in(now[sent], after)
    typed = {each.attributes.get("name", "") for each in now[sent].controls if each.typed} - SECRETS
    return faults + [f"{name} came back as {kept[name]}" for name in typed if given[name] not in kept[name]]


PAGES = (
    ("chair", "/lapak/{group}"), ("chair", "/lapak/{group}/anggota"), ("treasurer", "/lapak/{group}/anggota/peran"),
    ("treasurer", "/lapak/{group}/uang"), ("treasurer", "/lapak/{group}/uang/rekening"),
    ("chair", "/lapak/{group}/profil"),
    ("chair", "/lapak/{group}/pengiriman"), ("chair", "/lapak/{group}/stok"), ("chair", "/lapak/{group}/produk/baru"),
    ("chair", "/lapak/{group}/produk/{product}"), ("chair", "/lapak/{group}/pesanan/{number}"),
    ("treasurer", "/lapak/{group}/pesanan/{number}"), ("treasurer", "/lapak/{group}/uang/bagi-hasil"),
    ("chair", "/lapak/{group}/penawaran"), ("buyer", "/akun/kontak"), ("buyer", "/akun/sandi"), ("buyer", "/akun"),
    ("officer", "/dinas/kelompok/{group}"), ("officer", "/dinas/kelompok/{group}/pendamping"),
    ("officer", "/dinas/kantor"),
    ("admin", "/admin"), ("admin", "/admin/uang"), ("buyer", "/checkout"), ("buyer", "/keranjang"),
    ("buyer", "/buka-lapak"),
)  # fmt: skip


def bad(form) -> dict[str, str]:
    """The form as it stands, with something that nobody can mean in every field that is typed."""
    values = {}
    for each in form.controls:
        name, kind = each.attributes.get("name", ""), each.attributes.get("type", "")
        if name and each.name != "button" and kind not in ("file", "submit", "checkbox", "radio"):
            values[name] = "x" * 5000 if each.typed or each.name == "select" else each.attributes.get("value", "")
    return values


@wide
def test_every_link_of_a_notice_leads_to_a_field_that_is_seen(shop):
    here = world.a_shop()
    people = cast(here) | {"treasurer": world.as_person(here.treasurer)}
    values = filled(here, people["buyer"])
    buyer, pay, bill, _desk = transfer(here)
    assert buyer.post(pay, data={"claim": bill.ref}).status_code == 303
    with read() as db:
        member = find_membership(db, here.group_id, here.member).key
    asked = people["chair"].post(f"/lapak/{here.slug}/anggota/{member}/peran", data={"treasurer": "1"})
    typed = people["chair"].post(
        f"/lapak/{here.slug}/uang/rekening", data={"bank": "BNI", "number": "123456", "holder": "Tunas"}
    )
    people["buyer"].post("/keranjang", data={"variant": here.sku, "quantity": 1})
    assert asked.status_code == typed.status_code == 303
    lost, walked = [], 0
    for who, pattern in PAGES:
        page = people[who].get(address(pattern.replace("{product}", here.product), values))
        assert page.status_code == 200, pattern
        for at, form in enumerate(Drawn(page.text).forms):
            action = form.attributes.get("action", "").split("#")[0]
            if form.attributes.get("method") == "post" and any(each.typed for each in form.controls):
                given = bad(form)
                answer = people[who].post(action, data=given)
                if answer.status_code == 422 and 'role="alert"' in answer.text:
                    walked += 1
                    faults = lost_links(answer.text) + harmed(page.text, answer.text, at, given)
                    lost += [f"{who} {pattern} {action} {each}" for each in faults]
    assert not lost, "\n".join(lost)
    sure = {"current": world.PASSWORD, "way": "call"}
    answer = people["buyer"].post("/akun/kontak", data=sure | {"identifier": "08x"})
    [field] = Drawn(answer.text).ids["contact-phone"]
    assert field.attributes["value"] == "08x" and "open" in field.folds[-1].attributes
    assert 'href="#contact-phone"' in answer.text and not lost_links(answer.text)
    assert walked > 25


def test_of_two_parcels_the_other_one_stays_as_it_was():
    """The form of the parcel that was meant is gone, as after it left: the sentence stands in the notice alone."""
    other = '<details><form method="post" action="/a"><input type="hidden" name="parcel" value="D-2">'
    other += '<input name="keep-5" value="4"></form></details>'
    state = Sent({"parcel": ["D-1"], "keep-5": ["1"]}).refuse([Refused("state_moved")])
    assert as_sent(other, "/a", state, Said({})) == other
