"""Three hundred booths: the public page is light, and drawing them stays quick in a browser."""

import gzip

import pytest

from market.bazaars.allocation.plan_file import allocate
from market.bazaars.allotting.plan import publish, start_run
from market.bazaars.bazaar import bazaar_by_slug
from market.bazaars.booking.answering import confirm
from market.bazaars.booking.booking import bookings_of
from market.bazaars.registering.application import applications_of
from market.bazaars.registering.saving import save_application
from market.bazaars.slot import slots_of
from market.kernel.db import database, write
from market.people.access import CLOCK, Actor
from market.people.group import Group, GroupKind
from tests import world
from tests.bazaars import world as fairs
from tests.bazaars.world import done
from tests.browser import needs_chromium
from tests.journeys.test_first_sale import Walk, sign_in
from tests.server import browsing


def three_hundred(here) -> fairs.Fair:
    fair = fairs.a_fair(here.officer, groups=0, booths=1)
    for zone in "BCDEF":
        done(fair.officer.post(fair.desk + "/denah/blok", data={"zone": zone, "rows": "5", "per_row": "12"}))
    done(fair.officer.post(fair.desk + "/denah/ubah", data={"booths": ["A01"], "act": "delete"}))
    done(
        fair.officer.post(
            fair.desk + "/denah/benda", data={"kind": "stage", "row": "40", "position": "0", "width": "6"}
        )
    )
    return fair


def filled_to_the_last(here) -> fairs.Fair:
    """150 groups that ask for two booths each, all of them confirmed."""
    fair = three_hundred(here)
    done(fair.officer.post(fair.desk + "/buka"))

    def work(db) -> None:
        bazaar = bazaar_by_slug(db, fair.slug)
        slots = [slot.key for slot in slots_of(db, bazaar.key)]
        for n in range(150):
            group = Group(
                slug=f"g-{n}", name=f"Kelompok Nelayan {n:03d}", kind=GroupKind.GROUP, village=world.GIRIAN, phone=None
            ).add(db)
            application = save_application(
                db, bazaar, group, slots=slots, needs=[], zones=["B"], by=Actor(name="x"), booths_min=2, booths_max=2,
                goods="Kerupuk tenggiri, cakalang fufu, sambal roa dan abon",
            ).application  # fmt: skip
            application.submit(bazaar, by=CLOCK)
        fairs.all_eligible(db, bazaar, here.officer)
        fairs.drawn_at_once(db, bazaar)
        run = start_run(db, bazaar, by=Actor(name="x"), budget=0)
        run.begin()
        run.finish(allocate(run.problem_file, seed=run.seed, budget=0))
        publish(db, bazaar, run.version, by=CLOCK)
        for application, _ in applications_of(db, bazaar.key):
            if bookings_of(db, application.key):
                confirm(db, bazaar, application, CLOCK)

    write(work)
    return fair


def test_a_page_of_three_hundred_booths_weighs_at_most_60_kb(shop):
    fair = filled_to_the_last(world.a_shop())
    body = world.client().get(f"/bazar/{fair.slug}").content
    assert body.count(b"<rect") > 300 and body.count(b"Kelompok Nelayan") >= 290
    assert len(gzip.compress(body, 5)) <= 60_000, len(gzip.compress(body, 5))
    pdf = world.client().get(f"/bazar/{fair.slug}/denah.pdf")
    assert pdf.content.startswith(b"%PDF")


@pytest.mark.browser
@needs_chromium
def test_three_hundred_booths_are_chosen_and_moved_at_once(shop):
    fair = three_hundred(world.a_shop())
    database().close()
    with browsing() as (server, browser):
        officer = Walk(browser, server.base, True)
        officer.page.set_viewport_size({"width": 1280, "height": 900})
        sign_in(officer, 6)
        officer.page.goto(fair.desk + "/denah")
        booths = officer.page.locator("svg.floor-plan a")
        assert booths.count() == 300
        booths.nth(0).focus()
        officer.page.keyboard.press("Control+a")
        assert officer.page.locator('svg.floor-plan a[aria-pressed="true"]').count() == 300
        first = booths.nth(0).locator("rect").get_attribute("x")
        officer.page.keyboard.press("Alt+ArrowRight")
        officer.page.wait_for_selector(f'svg.floor-plan a >> nth=0 >> rect:not([x="{first}"])')
