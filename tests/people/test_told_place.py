"""A village that a sentence names is found by its whole name, around a group, and never by a guess."""

import pytest

from market.people.told_place import village_told

BITUNG = "71.72"


@pytest.mark.parametrize("sentence", [
    "Girian Weru Dua dekat gereja", "rumah cat biru, girian weru dua", "Kel. GIRIAN WERU DUA RT 3",
])  # fmt: skip
def test_the_longest_whole_name_is_the_village(sentence):
    found = village_told(sentence, BITUNG)
    assert found is not None and (found.name, found.city) == ("Girian Weru Dua", "Bitung")


def test_the_way_there_is_no_place():
    assert village_told("dari Girian Atas ke Manembo Nembo", BITUNG).name == "Manembo-nembo"


@pytest.mark.parametrize("sentence", [
    "", "   ", "dekat gereja", "Madidir dekat gereja", "dekat Girian Weru Dua",
    "Girian Atas atau Manembo Nembo", "giriann atas", "Wenang Utara", "’=1+1’", "🐟" * 200,
])  # fmt: skip
def test_what_is_no_whole_name_of_one_village_there_is_none(sentence):
    assert village_told(sentence, BITUNG) is None
