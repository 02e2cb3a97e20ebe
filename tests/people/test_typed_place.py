"""A place of any size is meant by its name, as people write it."""

import pytest

from market.kernel.refused import Refused
from market.people.suggested import meant_village, places_meant, suggested, typed_place


@pytest.mark.parametrize(
    ("typed", "code"),
    [("Manado", "71.71"), ("bitung", "71.72"), ("Girian", "71.72.06"), ("71.72", "71.72"), ("Sulawesi Utara", "71"),
     ("Girian, Kota Bitung, Sulawesi Utara", "71.72.06"), ("madidir ure", "71.72.02.1003")],
)  # fmt: skip
def test_a_city_a_kecamatan_a_village_by_name(typed, code):
    found = typed_place(typed)
    assert found.code == code, found.full


def test_several_are_offered_and_none_is_said():
    with pytest.raises(Refused, match="place_unclear"):
        typed_place("Kec. Girian")
    assert len(places_meant("Kec. Girian")) > 1
    with pytest.raises(Refused, match="place_unknown"):
        typed_place("Atlantis Raya")


@pytest.mark.parametrize(
    ("typed", "first"), [("bitung", "Kota Bitung"), ("Manado", "Kota Manado"), ("BONTANG", "Bontang")]
)
def test_a_citys_name_is_no_village_of_another_city(typed, first):
    """A village of Minahasa Selatan is called Bitung; who types it means the city, and is asked for her kecamatan."""
    with pytest.raises(Refused, match="village_unclear"):
        meant_village(typed)
    assert all(first in each.full and not each.village for each in suggested(typed))


@pytest.mark.parametrize("typed", ["Bitung, Amurang", "kalianda", "madidir ure", "71.72.02.1003"])
def test_a_village_is_meant_where_no_larger_place_elsewhere_is(typed):
    assert meant_village(typed).village


def test_of_jakarta_and_lampung_the_cities_are_offered():
    for typed in ("jakarta", "lampung"):
        found = suggested(typed)
        assert len(found) >= 5 and all(typed in each.full.lower() and each.code.count(".") == 1 for each in found)
