"""Officers at once, from judging to publishing: each press counts once, whatever the others do in the same second."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from market.bazaars.allocation.draw_file import check_draw, hash_of, seed_of
from market.bazaars.allotting.draw import listed, order_of
from market.bazaars.allotting.objection import DrawEvent, DrawEventKind
from market.bazaars.allotting.plan import Plan, PlanState
from market.bazaars.allotting.runs import run_waiting
from market.bazaars.bazaar import bazaar_by_slug
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.booking.booking import LIVE, Booking
from market.bazaars.registering.application import ApplicationState, applications_of
from market.kernel.db import read
from market.kernel.record import table
from tests import world
from tests.bazaars import world as fairs
from tests.bazaars.allotting.test_draw import HOUR, a_closed_fair, moment, numbers_of
from tests.bazaars.allotting.test_steering import a_colleague
from tests.bazaars.test_history import require_kept, what_happened
from tests.conftest import both

__all__ = ["moment"]
DAY, WHY = timedelta(days=1), {"reason": "Izin palsu"}
Press = Callable[[fairs.Fair, str, list[str], random.Random], int]


def post(fair: fairs.Fair, path: str, **data: object) -> int:
    return fair.officer.post(fair.desk + path, data=data).status_code


def judge(fair: fairs.Fair, desk: str, numbers: list[str], chance: random.Random) -> int:
    verdict = chance.choice(("eligible", "not_eligible"))
    return post(fair, f"/pendaftaran/{chance.choice(numbers)}", verdict=verdict, note="Izin")


def answer(fair: fairs.Fair, desk: str, numbers: list[str], chance: random.Random) -> int:
    with read() as db:
        waits = list(db.scalars(sa.select(table(DrawEvent).c.id).where(table(DrawEvent).c.answered_at.is_(None))))
    act = chance.choice(("confirm", "confirm", "drop"))
    return post(fair, f"{desk}/pastikan/{chance.choice(waits or [1])}", act=act, answer="Sudah dilihat")


JUDGING: tuple[Press, ...] = (
    judge, judge, judge,
    lambda fair, desk, numbers, chance: post(fair, f"{desk}/bekukan"),
    lambda fair, desk, numbers, chance: post(fair, "/pendaftaran/putusan/1/batal"),
)  # fmt: skip
DRAWING: tuple[Press, ...] = (
    lambda fair, desk, numbers, chance: post(fair, f"{desk}/angka", number=chance.choice(("4711", "0815"))),
    lambda fair, desk, numbers, chance: post(fair, f"{desk}/angka/betulkan", number="4712", reason="Salah ketik"),
    lambda fair, desk, numbers, chance: post(fair, f"{desk}/sisihkan", group=chance.choice(numbers[1:]), **WHY),
    answer, answer, judge,
    lambda fair, desk, numbers, chance: post(fair, f"{desk}/bekukan"),
)  # fmt: skip
PUBLISHING: tuple[Press, ...] = (
    lambda fair, desk, numbers, chance: post(fair, f"{desk}/hitung", reason="Lagi"),
    lambda fair, desk, numbers, chance: post(fair, f"{desk}/terbitkan", version="1"),
    lambda fair, desk, numbers, chance: post(fair, f"{desk}/terbitkan", version="2", reason="Lebih baru"),
    lambda fair, desk, numbers, chance: post(fair, f"{desk}/sisihkan", group=chance.choice(numbers[1:]), **WHY),
    answer, judge,
)  # fmt: skip


def storm(fair: fairs.Fair, people: list[int], numbers: list[str], presses: tuple[Press, ...], seed: int) -> list[int]:
    """Each officer presses all of it in an order of her own, all at once."""

    def pressed(n: int) -> list[int]:
        chance, mine = random.Random(seed * 10 + n), fairs.Fair(world.as_person(people[n % 2]), fair.slug, fair.groups)
        return [press(mine, "/pembagian", numbers, chance) for press in chance.sample(presses, len(presses))]

    with ThreadPoolExecutor(4) as pool:
        codes = [code for part in pool.map(pressed, range(4)) for code in part]
    assert set(codes) <= {303, 404, 409, 422}, codes
    return codes


def require_one_list(slug: str) -> None:
    """Hash, number, seed and order belong to one frozen list, and it is that of everybody who registered."""
    with read() as db:
        bazaar = bazaar_by_slug(db, slug)
        assert bazaar.list_hash == hash_of(bazaar.frozen_list) and bazaar.frozen_at is not None
        numbers = {application.number for application, _ in applications_of(db, bazaar.key)}
        assert set(listed(bazaar)["applicants"]) == numbers
        assert bazaar.seed is None or bazaar.seed == seed_of(bazaar.list_hash, bazaar.number_drawn)
        assert sorted(order_of(bazaar).values()) == list(range(len(numbers)))


@both
@pytest.mark.parametrize("cancels", [pytest.param(False, marks=pytest.mark.walk), True])
def test_officers_judge_freeze_draw_publish_and_cancel_at_once(shop, moment, cancels):
    fair, people = a_closed_fair(moment, groups=6, booths=3), [6, a_colleague()]
    numbers = numbers_of(fair)
    with time_machine.travel(moment - 2 * HOUR):
        codes = storm(fair, people, numbers, JUDGING, 1)
        assert 303 in codes and codes.count(303) < len(codes), "who came first, and who came too late"
        post(fairs.Fair(world.as_person(people[0]), fair.slug, []), "/pembagian/bekukan")
    require_one_list(fair.slug)
    with read() as db:
        was = what_happened(db, fair.slug)
    with time_machine.travel(moment + HOUR):
        storm(fair, people, numbers, DRAWING, 2)
        for event in asked():
            for each in people:  # whose number it is drops no correction of it that another asked for
                desk = fairs.Fair(world.as_person(each), fair.slug, [])
                post(desk, f"/pembagian/pastikan/{event}", act="drop", answer="Dibiarkan")
        assert not asked()
    require_one_list(fair.slug)
    check_draw(world.client().get(f"/bazar/{fair.slug}/undian.json").json())
    with time_machine.travel(moment + 5 * DAY):
        post(fairs.Fair(world.as_person(people[0]), fair.slug, []), "/pembagian/hitung")
        run_waiting()
        with read() as db:
            require_kept(was, was := what_happened(db, fair.slug), "draw")
        more = (lambda fair, desk, numbers, chance: post(fair, "/batal", reason="Banjir"),) if cancels else ()
        storm(fair, people, numbers, PUBLISHING + more, 3)
    require_one_list(fair.slug)
    with read() as db:
        require_kept(was, what_happened(db, fair.slug), "publish")
        bazaar = bazaar_by_slug(db, fair.slug)
        live = list(db.scalars(sa.select(Booking).where(table(Booking).c.state.in_(LIVE))))
        out = list(db.scalars(sa.select(Plan).where(table(Plan).c.published_at.is_not(None))))
        states = {application.key: application.state for application, _ in applications_of(db, bazaar.key)}
        assert len(out) == (bazaar.published_at is not None) and all(plan.state is PlanState.DONE for plan in out)
        assert not live or bazaar.state is BazaarState.PUBLISHED
        assert all(states[booking.application_id] is ApplicationState.ELIGIBLE for booking in live)
        assert len({(booking.application_id, booking.slot_id) for booking in live}) == len(live)
        if cancels:
            assert bazaar.state is BazaarState.CANCELLED
        else:
            assert bazaar.state is BazaarState.PUBLISHED or asked(), "what was set aside at once with it waits"


def asked() -> list[int]:
    """What a second officer has still to look at."""
    e = table(DrawEvent)
    two = e.c.kind.in_((DrawEventKind.CORRECTED, DrawEventKind.SET_ASIDE, DrawEventKind.LATER))
    with read() as db:
        return list(db.scalars(sa.select(e.c.id).where(e.c.answered_at.is_(None), two)))
