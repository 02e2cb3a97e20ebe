"""What is near to an order of ours, and none: it is asked, and never filled in."""

from tests.orders.chat.goods import ABON, GOODS, HOT, KERUPUK, ROA, SAMBAL, TOMATO, lines, read


def test_a_word_that_nobody_knows_makes_another_good_of_one():
    assert lines("tomat ceri 1 kg, kerupuk ikan 2") == {KERUPUK: 2}
    assert lines("kerupuk ikan malang 3 bungkus") == {} and lines("sambal roa botolnya 3") == {SAMBAL: 3}


def test_what_hangs_on_a_price_is_asked():
    assert lines("kerupuk ikan 2. klo abon 150 g lg murah sekalian 4 bungkus") == {KERUPUK: 2}
    assert lines("kalo abon 150 g ya 2 aja") == {ABON: 2}


def test_so_many_for_each_is_asked():
    assert lines("sambal roa sak uwong siji") == {SAMBAL: None}
    assert lines("mau roa 2 ikat atau 3") == {ROA: None}


def test_an_amount_behind_something_strange_is_of_that():
    assert lines("mau sambal roa, ketumbar 1 bungkus, 2") == {SAMBAL: None}


def test_a_unit_that_holds_many_is_none_of_ours():
    assert lines("sambal roa 1 renteng") == {SAMBAL: None} and lines("kerupuk ikan 2 toples") == {KERUPUK: None}


def test_the_wrong_group():
    assert lines("sambal roa 5\neh salah grup maaf") == {}
    assert lines("sambal roa 5\njangan salah kirim") == {SAMBAL: 5}


def test_an_address_without_a_mark_swallows_no_goods():
    assert lines("kerupuk ikan 7 bungkus tomat 5 kg buat pondok pesantren") == {KERUPUK: 7, TOMATO: 5}
    assert read("kirim ke wa ini ya", GOODS).place is None


def test_a_sum_in_thousands_is_no_amount():
    assert lines("kerupuk ikan 2, sambal roa 1. jadi 76 ya?") == {KERUPUK: 2, SAMBAL: 1}
    assert lines("kerupuk ikan 2, sambal roa 1. jadi 3 ya") == {KERUPUK: 2, SAMBAL: 3}


def test_numbers_that_are_all_prices_are_asked():
    assert lines("sambal roa 32, kerupuk ikan 22") == {SAMBAL: None, KERUPUK: None}
    assert lines("sambal roa 3, kerupuk ikan 22") == {SAMBAL: 3, KERUPUK: 22}


def test_two_names_in_one_are_asked():
    assert lines("kerupuk ikan sambal roa 2").get(SAMBAL) is None


def test_a_present_and_another_month_are_no_wish():
    assert lines("sambal roa 3, bonus kerupuk ikan 1") == {SAMBAL: 3}
    assert lines("sambal roa 3. kerupuk ikan 2 nanti bulan depan") == {SAMBAL: 3}


def test_an_order_before_is_none():
    assert lines("pesanan sambal roa 2 botol sudah dikirim?") == {}
    assert lines("yang kemarin pesan sambal roa 3 jadikan 5 ya") == {SAMBAL: 5}


def test_a_bunch_is_not_weighed():
    assert lines("ikan roa asap 2 kg") == {ROA: None} and lines("kerupuk ikan 2 kg") == {KERUPUK: 4}


def test_of_two_sizes_in_one_none_is_guessed():
    """Which of them it was depended on the process that read."""
    goods = [each for each in GOODS if each.variant_id in (ABON, HOT)]
    assert lines("abon manis 250 gram 2. ukuran kecil 6", goods) == {HOT: 2, ABON: 6}
    assert lines("abon manis 250 gram 2. kecil besar 6", goods) == {HOT: 2}
