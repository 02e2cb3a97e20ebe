"""A place of any size is meant by its name, as people write it."""

import pytest

from market.kernel.refused import Refused
from market.people.suggested import places_meant, typed_place


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
