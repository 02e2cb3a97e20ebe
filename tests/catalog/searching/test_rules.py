"""The rules by which words are widened, each on a small vocabulary of its own."""

import pytest

from market.catalog.searching.keys import sound, stems
from market.catalog.searching.ranking import ranked
from market.catalog.searching.repair import allowed, nearest, parts, repaired
from market.catalog.searching.spelling import letters_apart
from market.catalog.searching.synonym import WordPair, first_synonyms
from market.catalog.searching.understanding import Certainty, understand_text
from market.catalog.searching.vocabulary import CountedWord, vocabulary_of
from market.catalog.searching.wishes import Wishes, wishes, wishes_in
from market.catalog.searching.words import typed_words
from market.inventory.unwanted import has

GOODS = {
    "kerupuk": 9, "ikan": 20, "asap": 5, "asam": 3, "cakalang": 4, "fufu": 2, "roa": 3, "rok": 1, "kopi": 2, "topi": 1,
    "cabai": 4, "makan": 3, "seragam": 3, "baju": 2, "anyaman": 4, "dianyam": 2, "keripik": 5, "udang": 2, "duri": 1,
    "sambal": 6, "teri": 2, "kuku": 1, "macan": 1, "amplang": 3, "keranjang": 1, "habis": 1, "olahraga": 1, "gula": 2,
    "kerajinan": 2, "bayam": 1, "kue": 3, "otak": 1,
}  # fmt: skip
KNOWN = vocabulary_of(
    [CountedWord(word, n, n) for word, n in GOODS.items()],
    [WordPair(1, "cakalang fufu", "ikan asap"), WordPair(2, "kuku macan", "amplang"), WordPair(3, "lombok", "cabai")],
    {"bitung": "71.72", "lampungselatan": "18.01", "roa": "71.72.09"},
)


def meant(typed, exactly=False):
    """Of each term the words of its ways, with how sure each is."""
    told = understand_text(KNOWN, typed, exactly=exactly)
    return [{word: sure for way in term.ways for slot in way for word, sure in slot.items()} for term in told.terms]


@pytest.mark.parametrize(
    "words",
    ["kroepoek krupuk kerupuk", "makang makan", "cabe cabai", "ikang ikan", "abis habis", "bajam bayam", "tjabe cabai",
     "kripik keripik", "sambel sambal", "oedang udang", "sarong sarung", "sirop sirup", "foto poto"],
)  # fmt: skip
def test_spellings_of_one_word_have_one_key(words):
    assert len({sound(word) for word in words.split()}) == 1


@pytest.mark.parametrize("words", ["asam asap", "roa rok", "kopi topi", "keripik kerupuk", "abon sabun", "teri terasi"])
def test_words_of_their_own_have_keys_of_their_own(words):
    one, other = words.split()
    assert sound(one) != sound(other)


def test_twice_is_once():
    assert typed_words("kue2 kue-kue KUE otak2 otak-otak") == ["kue", "otak"]


def test_forms_are_found_by_what_they_share_and_no_stem_is_looked_for():
    assert meant("menganyam")[0] == {"menganyam": 0, "anyaman": Certainty.FORM, "dianyam": Certainty.FORM}
    assert meant("pengrajin")[0]["kerajinan"] is Certainty.FORM
    assert "duri" not in meant("durian")[0] and "keranjang" not in meant("ranjang")[0]
    assert "asi" not in stems("terasi")


def test_a_synonym_goes_one_way():
    told = understand_text(KNOWN, "cakalang fufu").terms
    assert len(told) == 1 and {"asap": Certainty.SYNONYM} in told[0].ways[1]
    assert set(meant("ikan asap")[1]) == {"asap"}, "who asks for the wide thing is not led to the narrow one"
    assert meant("lombok")[0]["cabai"] is Certainty.SYNONYM and "lombok" not in meant("cabai")[0]


def test_beginnings_need_three_letters():
    assert meant("ker")[0]["kerupuk"] is Certainty.BEGUN and set(meant("ke")[0]) == {"ke"}


def test_words_are_joined_and_parted():
    assert parts(KNOWN, "bajuseragam") == ("baju", "seragam") and parts(KNOWN, "seragam") is None
    assert meant("bajuseragam")[0]["seragam"] is Certainty.JOINED
    assert meant("olah raga") == [{"olah": 0, "raga": 0, "olahraga": Certainty.JOINED}]
    assert meant("kukumacan")[0]["amplang"] is Certainty.SYNONYM


@pytest.mark.parametrize(
    ("typed", "right"),
    [("krpk", "kerupuk"), ("ikn", "ikan"), ("smbal", "sambal"), ("aasp", "asap"), ("cakalng", "cakalang"),
     ("cakalamgg", "cakalang"), ("serragan", "seragam"), ("kopl", ""), ("asad", ""), ("xy", ""), ("laptop", ""),
     ("roaa", ""), ("r0a", ""), ("500", "")],
)  # fmt: skip
def test_only_so_many_letters_may_be_wrong(typed, right):
    assert repaired(KNOWN, typed) == right


@pytest.mark.parametrize("typed", ["lebaran", "masuk", "laris", "bandung"])
def test_a_word_of_everyday_and_a_place_are_no_typing_errors(typed):
    """`hampers lebaran` looked for `lembaran`, `masuk angin` for `masak`, what is from Bandung in Banding."""
    names = ("lembaran", "masak", "lapis", "banding")
    known = vocabulary_of([CountedWord(each, 3, 3) for each in names], [], {})
    assert repaired(known, typed) == "" and repaired(known, "lembarn") == "lembaran"


def test_how_many_letters_may_be_wrong_goes_by_length():
    assert [allowed("a" * n) for n in (3, 4, 5, 7, 8, 20)] == [0, 0, 1, 1, 2, 2] and allowed("abon2000") == 0
    assert [letters_apart("asap", other, 2) for other in ("asap", "asam", "saap", "asa", "roa")] == [0, 1, 1, 1, 3]


def test_a_word_that_the_catalogue_knows_is_never_repaired():
    for word in GOODS:
        assert understand_text(KNOWN, word).mended == ""
    assert understand_text(KNOWN, "kerupkk ikan").mended == "kerupuk ikan"
    assert "asap" not in meant("asam")[0] and "topi" not in meant("kopi")[0]


def test_exactly_is_exactly():
    assert meant("krupuk ikan", exactly=True) == [{"krupuk": 0}, {"ikan": 0}]


PLACES = {"bitung": "71.72", "lampungselatan": "18.01"}


def wish(typed):
    rest, begun = wishes_in(typed)
    return wishes(typed_words(rest), begun, PLACES, KNOWN.means)


def test_words_of_place_price_and_stock_are_filters():
    told = wish("ikan asap bitung")
    assert (told.words, told.place, told.place_typed) == (("ikan", "asap"), "71.72", "bitung")
    assert wish("kopi Lampung Selatan").place == "18.01"
    assert wish("sambal murah").cheapest and wish("cakalang ready stock").there and wish("abon dekat bitung").nearest
    for typed in ("abon di bawah 50rb", "abon dibawah 50.000", "abon max Rp 50 ribu", "abon < 50000"):
        assert (wish(typed).price_to, wish(typed).words) == (50_000, ("abon",)), typed
    for typed in ("abon 20-50rb", "abon antara 20 ribu dan 50 ribu", "abon 20.000 sampai 50 ribu", "20k to 50k abon"):
        assert (wish(typed).price_from, wish(typed).price_to, wish(typed).words) == (20_000, 50_000, ("abon",)), typed
    for typed in ("paling murah", "yg murah meriah", "murah banget"):
        assert wish(typed).cheapest and wish(typed).words == (), typed
    assert wish("abon di atas 20 ribu").price_from == 20_000
    assert (wish("abon di bawah Rp15").price_to, wish("abon di bawah Rp15").words) == (15, ("abon",)), "so it is meant"
    assert wish("kelas 1 sampai 6") == Wishes(words=("kelas", "1", "sampai", "6"))


@pytest.mark.parametrize(
    ("typed", "days", "words"),
    [("abon tahan 2 minggu", 14, ("abon",)), ("abon awet", 30, ("abon",)), ("sambal tahan sebulan", 30, ("sambal",)),
     ("something that keeps two weeks", 14, ()), ("abon tahan lama", 30, ("abon",)), ("tahan 900 bulan", 365, ()),
     ("kado untuk mama", 14, ("untuk", "mama")), ("gift lasts 3 days", 3, ()),
     ("tas tahan air", 0, ("tas", "tahan", "air")),
     ("abon tahan setahun", 365, ("abon",)), ("long-lasting abon", 30, ("abon",)), ("yang murah", 0, ()),
     ("keeps", 0, ("keeps",))],
)  # fmt: skip
def test_what_keeps_and_what_is_a_present_is_good_for_a_while(typed, days, words):
    assert (wish(typed).keeps, wish(typed).words) == (days, words)


@pytest.mark.parametrize(
    ("typed", "without", "words"),
    [("sambal tanpa teri", ("teri",), ("sambal",)), ("sambal ga pake teri", ("teri",), ("sambal",)),
     ("amplang not too asam", ("asam",), ("amplang",)), ("abon without udang and teri", ("udang", "teri"), ("abon",)),
     ("sambal tanpa pengawet", ("pengawet",), ("sambal",)), ("amplang sugar free", ("sugar",), ("amplang",)),
     ("sambal ga pengawet", (), ("sambal", "ga", "pengawet")), ("free ongkir", (), ("free", "ongkir")),
     ("yang nda asam", ("asam",), ()), ("ada kopi ga kak", (), ("ada", "kopi", "ga", "kak")),
     ("sambal tanpa", (), ("sambal", "tanpa")), ("asap tidak asam bitung", ("asam",), ("asap",))],
)  # fmt: skip
def test_what_is_denied_is_not_looked_for(typed, without, words):
    assert (wish(typed).without, wish(typed).words) == (without, words)


def test_what_a_good_denies_it_does_not_have():
    duri = understand_text(KNOWN, "duri").terms
    assert has(duri, "Ikan asap, banyak duri") and not has(duri, "Ikan tanpa duri") and not has(duri, "Durian")
    assert not has(duri, "Tidak ada duri lagi") and has(duri, "Tanpa pengawet. Masih ada duri")
    assert has(understand_text(KNOWN, "lombok").terms, "dengan cabai"), "a word of the same meaning"
    assert not has(understand_text(KNOWN, "kerupuks").terms, "kerupuk"), "no guesses"


def test_what_a_good_here_is_called_is_no_present():
    assert wishes(["kado"], Wishes(), PLACES, lambda word: word == "kado") == Wishes(words=("kado",))
    assert KNOWN.means("lombok") and KNOWN.means("kerupuk") and not KNOWN.means("kado")


def test_organic_is_a_claim():
    assert wish("sayur organik").claims == ("organic",) and wish("sayur organik").words == ("sayur",)
    assert not any({"organik", "organic", "halal"} & {*a.split(), *b.split()} for a, b in first_synonyms())


def test_a_small_place_that_is_called_as_a_good_is_none():
    assert KNOWN.places == {"bitung": "71.72", "lampungselatan": "18.01"}


def test_the_order_is_exact_spelling_form_synonym_beginning_and_the_name_before_elsewhere():
    asked = understand_text(KNOWN, "cakalang")
    names = [("Cakalang", ""), ("Cakalang fufu", ""), ("Sambal", "cakalang")]
    assert sorted(names, key=lambda each: ranked(asked, 1, *each).order) == names
    asked = understand_text(KNOWN, "krupuk")
    names = [("Krupuk", ""), ("Kerupuk udang", ""), ("Amplang", "krupuk"), ("Amplang", "kerupuk")]
    assert sorted(set(names), key=lambda each: ranked(asked, 1, *each).order) == names


def test_a_synonym_of_a_synonym_is_meant_too():
    told = [WordPair(1, "cemilan", "camilan"), WordPair(2, "camilan", "keripik"), WordPair(3, "camilan", "cemilan")]
    known = vocabulary_of([CountedWord("keripik", 5, 5)], told, {})
    [term] = understand_text(known, "cemilan").terms
    assert "keripik" in {word for way in term.ways for slot in way for word in slot}


def test_that_somebody_orders_is_no_word_of_a_good():
    assert understand_text(KNOWN, "pesan keripik").mended == "" and "roa" in str(understand_text(KNOWN, "pesan roa"))


def test_what_is_offered_instead_looks_like_it_and_is_a_thing():
    """Who looked for `sepatu bola` was offered "satu", "buah" and "super"."""
    names = ("satu", "buah", "super", "sarung", "amplang", "serundeng")
    known = vocabulary_of([CountedWord(each, 3, 3) for each in names], [], {})
    assert nearest(known, ["sepatu", "bola", "satuu"]) == []
    assert nearest(known, ["samplang", "serondang"]) == ["serundeng"], "a first letter is not wrong"
