"""The moment of a draw whose day nobody named follows the end of registration."""

import re
from datetime import timedelta

from market.bazaars.bazaar import bazaar_by_slug
from market.bazaars.planning.named_draw import draw_of
from market.kernel.clock import day_of
from market.kernel.db import read
from tests import world
from tests.bazaars.world import DRAW, day, done
from tests.conftest import both


def moment_of(slug: str):
    with read() as db:
        bazaar = bazaar_by_slug(db, slug)
        at = draw_of(db, bazaar.key).at.astimezone(bazaar.zone)
        return day_of(at, bazaar.zone), f"{at:%H:%M}", day_of(bazaar.made_at, bazaar.zone)


def as_it_stands(page: str) -> dict[str, str]:
    """What the form sends when nothing is touched."""
    found = {}
    for field in re.findall(r"<input[^>]*>", page.partition('id="draw"')[2].partition("</fieldset>")[0]):
        name, value = re.search(r'name="([^"]+)"', field), re.search(r'value="([^"]*)"', field)
        if 'type="radio"' not in field or "checked" in field:
            found[name[1]] = value[1] if value else ""
    return found


@both
def test_a_draw_that_nobody_dated_follows_the_end_of_registration(shop):
    """A draft without an end had tomorrow as its draw; the end typed later was refused for a day nobody had typed."""
    officer = world.as_person(world.a_shop().officer)
    form = {"name": "Bazar Pantai", "venue": "Pantai", "closes_on": "", "closes_at": "21:00", **DRAW}
    desk = done(officer.post("/dinas/bazar/baru", data=form | {"draw_time": "15:30"}))
    slug = desk.rsplit("/", 1)[1]
    on, hour, made = moment_of(slug)
    assert (on, hour) == (made + timedelta(days=1), "15:30"), "an hour that was typed counts without a day"
    for closes in (9, 12, 5):
        untouched = as_it_stands(officer.get(desk).text)
        assert untouched["draw_on"] == ""
        done(officer.post(desk, data=form | untouched | {"closes_on": day(closes)}))
        assert moment_of(slug)[:2] == (on.fromisoformat(day(closes)) + timedelta(days=1), "15:30")
    named = {"draw_on": day(8), "draw_time": "14:00"}
    done(officer.post(desk, data=form | untouched | named | {"closes_on": day(5)}))
    kept = as_it_stands(officer.get(desk).text)
    assert (kept["draw_on"], kept["draw_time"]) == (day(8), "14:00"), "a day that was named stays"
    refused = officer.post(desk, data=form | kept | {"closes_on": day(9)})
    assert refused.status_code == 422 and "satu jam sesudah pendaftaran ditutup" in refused.text


@both
def test_a_source_that_was_typed_is_not_dropped_for_a_choice_left_as_it_was(shop):
    """`Di depan saksi` is ticked at first: the source typed below it was gone, and found missing at the opening."""
    officer = world.as_person(world.a_shop().officer)
    form = {"name": "Bazar Pantai", "venue": "Pantai", "closes_on": day(9), "closes_at": "21:00"}
    witnesses = {"draw_way": "witnesses", "draw_at": "Aula"}
    for field, typed in (("source", "IHSG"), ("reading", "empat angka"), ("source_link", "https://idx.co.id/")):
        refused = officer.post("/dinas/bazar/baru", data=form | witnesses | {field: typed})
        assert refused.status_code == 422 and "Pilih “Angka dari luar”" in refused.text
        assert f'value="{typed}"' in refused.text, "nothing is lost"
    desk = done(officer.post("/dinas/bazar/baru", data=form | DRAW))
    kept = {name: DRAW[name] for name in ("source", "reading")}
    done(officer.post(desk, data=form | witnesses | kept))  # what the form brings along is no wish
    with read() as db:
        draw = draw_of(db, bazaar_by_slug(db, desk.rsplit("/", 1)[1]).key)
    assert draw.way == "witnesses" and draw.source == ""
