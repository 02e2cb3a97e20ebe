"""Who judges judges what she read: what became something else since is refused, with the page as it is now."""

import re

import pytest
import sqlalchemy as sa

from market.bazaars.registering.application import Application
from market.kernel.db import read, write
from market.kernel.mark import mark_of, require_mark
from market.kernel.refused import Overtaken
from market.people.group import Group
from market.people.membership import find_membership
from tests import world
from tests.bazaars import world as bazaars
from tests.conftest import both


def form_of(page: str, action: str) -> dict[str, str]:
    """The hidden fields of the form that leads there."""
    form = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', page, re.S)[0]
    return dict(re.findall(r'<input\s+type="hidden"\s+name="(\w+)"\s+value="([^"]*)"', form))


def another_chair(db, here) -> None:
    find_membership(db, here.group_id, here.member).take_roles(chair=True, treasurer=False, given_by=here.chair)
    db.flush()
    find_membership(db, here.group_id, here.chair).end(here.chair)


def another_name(db, here) -> None:
    Group.get(db, here.group_id).rename("Undian Resmi Pemerintah", world.BITUNG)


def another_number(db, here) -> None:
    Group.get(db, here.group_id).phone = "+6281299990001"


@both
@pytest.mark.parametrize("meanwhile", [another_chair, another_name, another_number])
def test_nobody_vouches_for_what_she_did_not_see(shop, meanwhile):
    here = world.a_shop()
    officer, at = world.as_person(here.officer), f"/dinas/kelompok/{here.slug}"
    read_before = form_of(officer.get(at).text, f"{at}/cek")
    write(lambda db: meanwhile(db, here))
    answer = officer.post(f"{at}/cek", data=read_before)
    assert answer.status_code == 409 and "Isinya berubah" in answer.text
    with read() as db:
        assert Group.get(db, here.group_id).state == "unchecked"
    without = {"press": form_of(answer.text, f"{at}/cek")["press"]}
    assert officer.post(f"{at}/cek", data=without).status_code == 409, "a form of ours has its mark"
    assert officer.post(f"{at}/cek", data=form_of(answer.text, f"{at}/cek")).status_code == 303, "as it is now"


@both
def test_no_application_is_judged_as_it_was_before(shop):
    here = world.a_shop()
    fair = bazaars.a_fair(here.officer, groups=1)
    fair.officer.post(fair.desk + "/buka")
    bazaars.register(fair, 0)
    with read() as db:
        number = db.scalars(sa.select(Application.number)).one()
    at = f"{fair.desk}/pendaftaran/{number}"
    read_before = form_of(fair.officer.get(at).text, at)
    bazaars.register(fair, 0, watt="19000", goods="Miras dan petasan")
    answer = fair.officer.post(at, data=read_before | {"verdict": "eligible"})
    assert answer.status_code == 409 and "Miras dan petasan" in answer.text
    with read() as db:
        assert db.scalars(sa.select(Application.state)).one() == "submitted"
    judged = fair.officer.post(at, data=form_of(answer.text, at) | {"verdict": "eligible"})
    assert judged.status_code == 303
    colleague = fair.officer.post(at, data=read_before | {"verdict": "not_eligible", "note": "Terlambat"})
    assert colleague.status_code == 409, "nor over a word that another officer said meanwhile"
    assert fair.officer.post(at, data={"verdict": "not_eligible", "note": "Penuh"}).status_code == 303, "a script"


def test_a_mark_is_of_the_facts_and_of_nothing_else():
    assert mark_of("a", 1) == mark_of("a", 1) != mark_of("a", 2)
    require_mark(mark_of("a", 1), "a", 1)
    for other in ("", mark_of("a", 2)):
        with pytest.raises(Overtaken, match="shown_moved"):
            require_mark(other, "a", 1)
