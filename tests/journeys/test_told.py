"""Eighty-six groups without e-mail are told and answer by the list, on a phone of 360 px, without script."""

import re

import pytest
import time_machine

from market.bazaars.allotting.runs import watch_offers
from market.bazaars.booking.booking import Booking, BookingState
from market.bazaars.booking.notice import Brought
from market.bazaars.booking.reply import RepliedBy, Reply
from market.kernel.db import database, read
from tests import world
from tests.bazaars.heard import Heard, heard, once_it_counts
from tests.bazaars.world import done
from tests.browser import needs_chromium
from tests.journeys.test_first_sale import Walk, sign_in
from tests.server import browsing

pytestmark = [pytest.mark.walk, pytest.mark.browser, needs_chromium]
MANY, BOOTHS = 86, 60


def lines_of(page: str) -> list[dict[str, str]]:
    """By line of the list the address of its chat, of its forms, and the tokens of these."""
    found = []
    for line in re.findall(r'<li class="stack" id="k\d+".*?(?=<li class="stack" id="k|</main>)', page, re.S):
        forms = re.findall(
            r'action="([^"]*/kabar/\d+(?:/jawab)?)"[^>]*><input type="hidden" name="press" value="([^"]+)"', line
        )
        chat = re.search(r'href="https://wa\.me/[^"]*kunci%3D([\w-]+)', line)
        by_kind = {("answer" if path.endswith("/jawab") else "told"): (path, press) for path, press in forms[:2]}
        found.append({"chat": chat[1] if chat else "", **by_kind})
    return found


def told_by_hand(fair: Heard) -> int:
    """Taps each chat and ticks it, in one pass over the list; returns how many presses that took."""
    lines = lines_of(fair.officer.get(fair.news_desk).text)
    assert len(lines) == MANY and all(each["chat"] for each in lines)
    for each in lines:
        path, press = each["told"]
        done(fair.officer.post(path, data={"act": "whatsapp", "kabar": "result", "press": press}))
    return 2 * len(lines)


def answered(fair: Heard) -> int:
    """A third by the link, the others are heard on the phone; one of four cannot come. Returns the presses."""
    lines = lines_of(fair.officer.get(fair.news_desk + "?kabar=result&saring=diam").text)
    assert len(lines) == BOOTHS
    for n, each in enumerate(lines):
        answer, key = ("yes", "no")[n % 4 == 3], each["chat"]
        if n % 3 == 0:
            phone = world.client()
            done(phone.post(f"/kabar?kunci={key}"))
            done(phone.post(f"/kabar/jawab?kunci={key}", data={"answer": answer}))
        else:
            path, press = each["answer"]
            done(fair.officer.post(path, data={"answer": answer, "kabar": "result", "press": press}))
    return len(lines) - len(lines) // 3


def test_eighty_six_groups_are_told_and_answered_by_the_list(shop):
    fair = heard(world.a_shop(), groups=MANY, booths=BOOTHS)
    presses = told_by_hand(fair)
    page = fair.officer.get(fair.news_desk + "?kabar=result").text
    assert f"{MANY} dari {MANY} terkirim" in page and "belum dikabari dengan cara apa pun" not in page
    presses += answered(fair)
    with read() as db:
        said = [(r.said, r.way) for r in db.query(Reply)]
        confirmed = {b.application_id for b in db.query(Booking) if b.state is BookingState.CONFIRMED}
    assert len(said) == BOOTHS and len(confirmed) == BOOTHS - BOOTHS // 4
    assert sum(way is RepliedBy.OFFICER for _said, way in said) == BOOTHS - BOOTHS // 3
    assert presses <= 2 * MANY + BOOTHS, "no press more than there is to say"
    page = fair.officer.get(fair.news_desk + "?kabar=result&saring=diam").text
    assert "Tidak ada yang tersisa di sini" in page
    with time_machine.travel(once_it_counts(), tick=True):
        watch_offers()
    link = fair.link(fair.by_state("bazaar_offer")[0], "offer")
    database().close()
    with browsing() as (server, browser):
        officer, group = Walk(browser, server.base, True), Walk(browser, server.base, True)
        sign_in(officer, 6)
        for path in ("", "?kabar=result&saring=semua", "?kabar=noted&saring=semua", "/pesan?isi=Datang+pagi+sekali"):
            officer.go(fair.news_desk + path)
        officer.press("Tulis untuk mereka")
        assert "Pesan ditulis untuk" in officer.page.inner_text("main")
        group.go(link)
        group.press("Buka kabar ini")
        group.press("Ya, kami ikut")
        assert "Jawaban" in group.page.inner_text("main")
        officer.go(fair.news_desk + "?kabar=offer&saring=semua")
        officer.clean()
        group.clean()


CHATS = "a[data-chat-of]"
# The chat opens in another app, as on a phone: the page stays where it is.
APART = "document.addEventListener('click', event => event.target.closest('[data-chat-of]') && event.preventDefault())"


def test_one_press_a_group_and_one_for_all_tell_by_chat(shop):
    """A tap on a chat ticks its line, also for a page that was dropped meanwhile; only the officer's word tells."""
    fair = heard(world.a_shop(), groups=6, booths=4)
    database().close()
    with browsing() as (server, browser):
        officer = Walk(browser, server.base, True)
        sign_in(officer, 6)
        page, chats = officer.page, officer.page.locator(CHATS)
        for n in range(4):
            officer.go(fair.news_desk + "?kabar=result")
            up = page.evaluate("document.activeElement.dataset.chatOf")
            assert n == 0 or up == chats.nth(n).get_attribute("data-chat-of"), "the next one is up"
            page.evaluate(APART)
            chats.nth(n).click()
        assert page.locator("input[name=notices]:checked").count() == 4 and page.inner_text("[data-ticked]") == "4"
        page.locator("input[name=notices]").nth(3).uncheck()
        assert page.inner_text("[data-ticked]") == "3" and brought_by_hand() == 0, "nothing was said yet"
        officer.arrive(page.locator("#banyak").get_by_role("button", name="Sudah dikirim").click)
        assert brought_by_hand() == 3 and page.locator("input[name=notices]:checked").count() == 0
        officer.clean()


def brought_by_hand() -> int:
    """How many pieces of news an officer said that she sent."""
    with read() as db:
        found = db.query(Brought).count()
    database().close()
    return found
