"""Who is alone reads of no treasurer, no members and no group: words that are true for her."""

import re

import pytest

from market.kernel.db import write
from market.people.group import Group, GroupKind
from tests import world
from tests.conftest import both

OF_MANY = re.compile(r"bendahara|anggota lain|(?:rekening|qris|cerita|foto|profil|nomor whatsapp) kelompok", re.I)


@both
@pytest.mark.parametrize("kind", GroupKind)
def test_pages_of_one_person_speak_of_her(shop, kind):
    here = world.a_shop()
    write(lambda db: setattr(db.get(Group, here.group_id), "kind", kind))
    chair, desk = world.as_person(here.chair), f"/lapak/{here.slug}"
    found = set()
    for page in ("uang", "uang/rekening", "uang/qris", "profil", "produk/baru"):
        text = chair.get(f"{desk}/{page}").text
        found |= {word.lower() for word in OF_MANY.findall(text[text.index("<main") :])}
    assert bool(found) == (kind is GroupKind.GROUP), found
    assert ("/uang/bagi-hasil" in chair.get(f"{desk}/uang").text) == (kind is GroupKind.GROUP)
    assert ("Ambil di kelompok" in world.client().get(f"/produk/{here.product}").text) == (kind is GroupKind.GROUP)
