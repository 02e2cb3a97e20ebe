"""What the demo sells is what its pictures show: a drawing is called by what is on it."""

import re

from market.demo.draw import PICTURES
from market.demo.story import GROUPS

OF_MANY_GOODS = {"ikan", "kain", "rumput", "laut", "jahit", "asap", "sambal"}  # a word that says not yet which


def shows(picture: str, name: str) -> bool:
    """Whether a drawing is of what is sold by this name: both share a word that is of no other goods, or all of one."""
    drawn, said = set(re.sub(r"-[b-f]$", "", picture).split("-")), set(re.findall(r"[a-z]+", name.lower()))
    return bool((drawn - OF_MANY_GOODS) & said) or drawn <= said


def test_each_picture_shows_what_is_sold():
    """A third of them showed another thing: bakasang for terasi and syrup, a uniform for masks."""
    goods = [good for story in GROUPS for good in story.goods]
    assert [(each.name, each.picture) for each in goods if not shows(each.picture, each.name)] == []
    assert {re.sub(r"-[b-f]$", "", each.picture) for each in goods} <= {file.stem for file in PICTURES.iterdir()}
    assert not shows("bakasang", "Terasi bakar") and not shows("seragam-jahit", "Masker kain tiga lapis")
