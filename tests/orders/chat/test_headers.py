"""Every shape in which WhatsApp writes a header, on both systems and in both languages."""

from datetime import date

import pytest

from market.orders.chat.headers import messages
from market.orders.chat.letters import plain
from tests.orders.chat.goods import ROA, SAMBAL, TODAY, lines, read

SHAPES = {
    "Android, Indonesian, exported": "28/11/26 10.37 - {who}: {said}",
    "Android, Indonesian, whole year": "28/11/2026, 10.37 - {who}: {said}",
    "Android, English": "11/28/26, 10:37 AM - {who}: {said}",
    "Android, English, day first": "28/11/2026, 10:37 - {who}: {said}",
    "iPhone, Indonesian": "[28/11/26 10.37.15] {who}: {said}",
    "iPhone, English": "\u200e[11/28/26, 10:37:15\u202fAM] {who}: {said}",
    "copied, Indonesian": "[28/11 10.37] {who}: {said}",
    "copied, English": "[11/28, 10:37 AM] {who}: {said}",
    "copied on the web": "[10.37, 28/11/2026] {who}: {said}",
    "with p. m.": "[28/11/26, 1:37:15 p.\u00a0m.] {who}: {said}",
    "points": "28.11.26, 10.37 - {who}: {said}",
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_a_header_is_no_part_of_what_was_said(shape):
    told = (
        ("Ibu Ratna", "kak, roa 2 ikat"),
        ("Meike", "roa 5 ikat ya bu, 300rb"),
        ("Ibu Ratna", "bukan\nsama sambal roa 3"),
    )
    found = read("\n".join(shape.format(who=who, said=said) for who, said in told))
    assert {each.variant_id: each.quantity for each in found.lines} == {ROA: 2, SAMBAL: 3}
    assert found.name == "Ibu Ratna"


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_a_day_is_counted_from_that_of_its_message(shape):
    told = (("Ratna", "roa 2 ikat"), ("Ratna", "saya ambil besok"))
    assert read("\n".join(shape.format(who=who, said=said) for who, said in told)).day == date(2026, 11, 29)


def test_a_message_may_begin_with_a_day():
    text = "28/11/26 roa 2 ikat\ndiambil 30/11/26 ya: jam 10.30"
    assert [each.sender for each in messages(text, plain(text), TODAY)] == [""]
    assert lines(text) == {ROA: 2}


def test_one_line_with_a_dash_is_no_header_and_one_in_brackets_is():
    dashed, bracketed = "28/11/26 10.37 - Ratna: roa 2", "[28/11/26 10.37] Ratna: roa 2"
    assert messages(dashed, plain(dashed), TODAY)[0].sender == ""
    assert messages(bracketed, plain(bracketed), TODAY)[0].sender == "Ratna"


def test_a_number_in_place_of_a_name_is_a_phone():
    found = read("[28/11 10.37] +62 812-3456-7890: roa 2 ikat\n[28/11 10.38] Meike: ok")
    assert found.phones == ("+6281234567890",) and found.name is None


def test_an_order_before_a_long_silence_was_brought_already():
    text = "[20/11 09.00] Ratna: sambal roa 9\n[28/11 10.37] Ratna: kak pesan lagi\n[28/11 10.38] Ratna: roa 2"
    assert lines(text) == {ROA: 2}


def test_what_the_program_writes_itself_is_no_message():
    text = (
        "28/11/26 10.36 - Pesan dan panggilan terenkripsi secara end-to-end.\n28/11/26 10.37 - Ratna: <Media tidak "
        "disertakan>\n"
        "28/11/26 10.38 - Ratna: roa 2 <Pesan ini diedit>\n28/11/26 10.39 - Ratna: Pesan ini telah dihapus"
    )
    assert lines(text) == {ROA: 2} and read(text).unknown == ()
