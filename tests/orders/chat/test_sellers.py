from tests.orders.chat.goods import ROA, SAMBAL, lines, read

CHAT = (
    "[28/11 10.00] Ratna: roa masih ada?\n[28/11 10.01] {seller}: ada bu, roa 1 ikat 60rb. sambal 32rb\n"
    "[28/11 10.02] Ratna: mau 2 ya\n[28/11 10.03] {seller}: total 120rb, silakan transfer ke BRI 0123456789012"
)


def test_the_sellers_messages_order_nothing():
    assert lines(CHAT.format(seller="Meike")) == {ROA: 2}


def test_who_names_prices_and_totals_is_the_seller():
    assert lines(CHAT.format(seller="Toko Ikan")) == {ROA: 2}
    assert read(CHAT.format(seller="Toko Ikan")).name == "Ratna"


def test_whoever_copies_may_be_called_you():
    assert lines(CHAT.format(seller="Anda")) == {ROA: 2}


def test_where_nobody_is_clearly_the_seller_all_are_read():
    assert lines("[28/11 10.00] Ani: roa 2 ikat\n[28/11 10.01] Susi: sambal roa 3") == {ROA: 2, SAMBAL: 3}


def test_a_summary_that_the_buyer_agrees_to_fills_what_she_left_open():
    text = "[28/11 10.00] Ratna: mau roa\n[28/11 10.01] Meike: jadi 3 ikat ya bu?\n[28/11 10.02] Ratna: {answer}"
    assert lines(text.format(answer="iya kak betul")) == {ROA: 3}
    assert lines(text.format(answer="nanti dulu")) == {ROA: None}


def test_a_summary_with_another_number_is_asked_about():
    text = "[28/11 10.00] Ratna: roa 2\n[28/11 10.01] Meike: total roa 3 ikat ya\n[28/11 10.02] Ratna: ok"
    assert lines(text) == {ROA: None}


def test_a_bare_number_is_of_the_good_that_the_seller_named_last():
    text = (
        "[28/11 10.00] Ratna: roa 3 ya\n[28/11 10.01] Meike: mau sama sambal roa sekalian?\n[28/11 10.02] Ratna: "
        "boleh, 2"
    )
    assert lines(text) == {ROA: 3, SAMBAL: 2}


def test_a_price_list_orders_nothing():
    text = "Daftar harga:\nRoa 1 ikat 60rb\nSambal roa 32rb\nTomat 1 kg 18rb\n\nkak saya mau sambal roa 2 aja"
    assert lines(text) == {SAMBAL: 2}


FIVE = "[29/11/26 09.12] Ola: sambal roa 5\n[29/11/26 09.13] Meike: {}\n[29/11/26 09.15] Ola: {}"


def test_fewer_than_were_asked_for_are_asked():
    assert lines(FIVE.format("sambal roa tinggal 3", "oke")) == {SAMBAL: None}
    assert lines(FIVE.format("sambal roa tinggal 8", "oke")) == {SAMBAL: 5}


def test_another_number_of_the_seller_is_asked():
    assert lines(FIVE.format("6 ya biar genap", "boleh")) == {SAMBAL: None}
    assert lines(FIVE.format("5 ya", "boleh")) == {SAMBAL: 5}
