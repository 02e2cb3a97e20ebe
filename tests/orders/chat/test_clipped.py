"""Words of which letters are left out."""

from market.orders.chat.clipped import ClippedWords, lacks_vowels


def test_a_word_lacks_its_beginning_or_vowels():
    words = ClippedWords(("rempeyek", "abon", "cakalang", "beku"))
    assert words.ends("peyek") == {"rempeyek"} and words.ends("yek") == frozenset()
    assert words.bare("abn") == {"abon"} and words.bare("ckalng") == {"cakalang"} and words.bare("bku") == {"beku"}


def test_of_two_words_with_the_same_consonants_none_is_meant():
    assert ClippedWords(("tomat", "tamat")).bare("tmt") == frozenset()


def test_another_vowel_is_no_vowel_less():
    assert not lacks_vowels("beka", "beku") and not lacks_vowels("beku", "beku") and not lacks_vowels("bkui", "beku")
