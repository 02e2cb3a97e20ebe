"""No decision is visible before publishing: every page, feed and file, as everybody who is not the office; every
message.

What they see is written down before a decision and after it; it must be the same to the letter.
"""

import io
import re
import zipfile

import pytest
import sqlalchemy as sa

from market.bazaars.allotting.plan import plans_of
from market.bazaars.allotting.runs import run_waiting
from market.bazaars.bazaar import bazaar_by_slug
from market.bazaars.slot import slots_of
from market.kernel.db import read
from market.messages.outbox import Message
from tests import world
from tests.bazaars import world as fairs
from tests.bazaars.world import done
from tests.conftest import both
from tests.promises import test_doors as doors

NOT_THESE = ("/dinas", "/admin", "/bahasa")  # the office itself; and what changes the reader
# Another one each time; and until when something would wait from this minute on.
PASSING = re.compile(r'name="(?:token|press|key|id)" value="[^"]*"|\b[0-2][0-9]\.[0-5][0-9]\b')


def seen(people: dict, values: dict) -> dict[tuple[str, str], str]:
    """Every page of everybody outside the office, as they see it now."""
    found = {}
    for pattern in doors.GET:
        if not pattern.startswith(NOT_THESE):
            for who, browser in people.items():
                answer = browser.get(doors.address(pattern, values))
                found[who, pattern] = f"{answer.status_code} " + PASSING.sub("", shown(answer))
    return found


def shown(answer) -> str:
    """The text; of a sheet the parts inside, without the hour at which it was made."""
    if "spreadsheetml" not in answer.headers.get("content-type", ""):
        return answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as sheet:
        return "".join(sheet.read(name).decode() for name in sheet.namelist() if name != "docProps/core.xml")


def messages() -> int:
    with read() as db:
        return int(db.scalar(sa.select(sa.func.count()).select_from(Message)) or 0)


@both
@pytest.mark.walk
def test_nobody_sees_a_decision_before_it_is_published(shop):
    here = world.a_shop()
    buyer = world.as_person(here.buyer)
    values = doors.filled(here, buyer)
    fair = fairs.a_fair(here.officer, groups=3, booths=2, first=5)
    done(fair.officer.post(fair.desk + "/buka"))
    slots = re.findall(
        r'name="slots"\s+value="(\d+)"', world.as_person(here.chair).get(f"/lapak/{here.slug}/bazar/{fair.slug}").text
    )
    done(world.as_person(here.chair).post(f"/lapak/{here.slug}/bazar/{fair.slug}", data={"slots": slots}))
    for number in range(3):
        fairs.register(fair, number)
    fairs.closed(fair)
    values["bazaar"] = fair.slug
    people = {
        name: browser for name, browser in doors.cast(here).items() if name not in ("officer", "superior", "admin")
    }
    people |= {f"chair {n}": fair.chair(n) for n in range(3)}
    before, told = seen(people, values), messages()
    queue = fair.officer.get(fair.desk + "/pendaftaran").text
    numbers = sorted(set(re.findall(r"/pendaftaran/(P-[^\"]+)", queue)))
    for number in numbers[:-1]:
        done(fair.officer.post(f"{fair.desk}/pendaftaran/{number}", data={"verdict": "eligible", "reserved": "1"}))
    no = {"verdict": "not_eligible", "note": "Izin belum ada"}
    done(fair.officer.post(f"{fair.desk}/pendaftaran/{numbers[-1]}", data=no))
    differs(before, seen(people, values))
    fairs.drawn(fair, "4711")
    before, told = seen(people, values), messages()  # the hash and the number, which everybody is told
    done(fair.officer.post(fair.desk + "/pembagian/hitung"))
    run_waiting()
    with read() as db:
        bazaar = bazaar_by_slug(db, fair.slug)
        plan = plans_of(db, bazaar.key)[0]
        out, slot = plan.file["rejected"][0]["group"], slots_of(db, bazaar.key)[0].key
    pin = {"group": out, "slot": slot, "booths": "A01", "reason": "Demo masak"}
    done(fair.officer.post(fair.desk + "/pembagian/tetapkan", data=pin))
    done(fair.officer.post(fair.desk + "/pembagian/hitung", data={"reason": "Ada penempatan tetap"}))
    run_waiting()
    differs(before, seen(people, values))
    assert messages() == told, "and no message says so"
    done(fair.officer.post(fair.desk + "/pembagian/terbitkan", data={"version": "2"}))
    after = seen(people, values)
    assert after != before and messages() > told, "the same look would see it"


def differs(before: dict, after: dict) -> None:
    changed = [key for key in before if before[key] != after[key]]
    assert not changed, changed
