"""What somebody types without end is read in a moment: an expression that tries each of many letters as the first of
all that follow holds up everybody, on the loop or off it, and no thread helps.

The patience is that of a slow machine: what was found here took a minute.
"""

import signal
from contextlib import contextmanager, suppress

import pytest

from market.bazaars.planning.fee_classes import typed_classes
from market.bazaars.registering.registration_cells import needs_in
from market.kernel.refused import Refused
from market.kernel.sheet import MOST_TEXT
from market.orders.chat.reading import MOST_LETTERS
from market.orders.finding import typed_number, typed_parcel
from market.payments.bank_statement import amounts_in, table_lines
from tests import world
from tests.orders.chat.goods import read as read_chat

PATIENCE = 10.0  # seconds
READERS = {
    "an order's number": (typed_number, 50_000),
    "a parcel's number": (typed_parcel, 50_000),
    "a line of a statement": (amounts_in, 40_000),
    "a table of a bank": (lambda text: list(table_lines(text) or ()), 40_000),
    "a pasted chat": (read_chat, MOST_LETTERS),
    "classes of fees": (typed_classes, 4_000),
    "a sheet's cells of what groups need": (lambda text: [needs_in(text[:MOST_TEXT]) for _ in range(100)], MOST_TEXT),
}
SIGNS = (" ", "1", "1.", "1,", "1 ", "1\N{NO-BREAK SPACE}", "a ", "no ", "(", "( ", "- ", "; ", "Rp ", ".", "\t")


@contextmanager
def in_time(seconds=PATIENCE):
    def over(*_args):
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("sign", SIGNS)
def test_what_is_typed_without_end_is_read_in_a_moment(reader, sign):
    read, most = READERS[reader]
    for first, last in (("", ""), ("a", "b"), ("1", "x")):
        text = first + (sign * most)[: most - 2] + last
        with in_time(), suppress(Refused):
            read(text)


@pytest.mark.parametrize("word", ["total1 ", "belanja1 ", "transfer ke1 "])
def test_a_line_of_one_word_of_a_statement_is_read_in_a_moment(word):
    """Behind each the whole line was searched for whom the money came from: two and a half seconds."""
    with in_time(1.0):
        amounts_in((word * 40_000)[:40_000])


def test_a_stranger_stops_nobody_by_the_page_that_finds_orders(shop):
    """One request of nine kilobytes, without an account, kept a server busy for ten seconds."""
    with in_time():
        assert world.client().get("/lacak", params={"nomor": " " * 20_000 + "x"}).status_code == 200


def test_a_statement_pasted_without_end_beside_its_file_stops_nobody(shop):
    """A set of the pasted lines was made for each line of the file, on the loop: nobody had a page for a minute."""
    here = world.a_shop()
    rows = "".join(f"{n};masuk;{n}\n" for n in range(2_000))
    sent = {"data": {"lines": "1\n" * 500_000}, "files": {"file": ("mutasi.csv", rows.encode())}}
    with in_time():
        answer = world.as_person(here.treasurer).post(f"/lapak/{here.slug}/uang/mutasi", **sent)
    assert answer.status_code == 422 and "40.000 huruf" in answer.text
