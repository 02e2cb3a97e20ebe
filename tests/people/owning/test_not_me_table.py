"""The first two tables of docs/decisions/0020-not-me.md, cell by cell: which letter, what came since, who presses.

One world a table: each cell is somebody of her own in it, so that a cell costs milliseconds.
"""

from collections.abc import Callable

from market.people.signing_in.contact import ContactKind
from tests import world
from tests.conftest import wide
from tests.promises.test_codes import reachable  # noqa: F401
from tests.somebody import REFUSED, Somebody, somebody, told, twice

# -- by a link: (letter, what came since) -> what the press says, and what stands ------------------------------------

CODES: dict[str, Callable[[Somebody], object]] = {
    "unused": lambda who: who.given(),
    "third unused": lambda who: who.given(),
    "used": lambda who: who.comes(),
    "used after two": lambda who: who.comes(who.here.officer, "officer"),
}
CHANGES: dict[str, Callable[[Somebody], object]] = {
    "number": lambda who: who.moves(),
    "e-mail": lambda who: who.moves(ContactKind.EMAIL),
    "password": lambda who: who.changes(),
    "app": lambda who: who.changes("second_factor_on"),
}
BEFORE: dict[str, Callable[[Somebody], None]] = {
    "third unused": lambda who: twice(who, who.given, "reset_code_issued"),
    "used after two": lambda who: twice(who, who.comes, "code_used"),
}
SINCE: dict[str, Callable[[Somebody, str], object]] = {
    "nothing": lambda who, token: None,
    "newer code": lambda who, token: who.comes(who.here.officer, "officer"),
    "met": lambda who, token: who.met(),
    "said before": lambda who, token: who.press(token),
}
TABLE = {
    ("unused", "nothing"): "done; open stays",
    ("unused", "newer code"): REFUSED,
    ("unused", "said before"): REFUSED,
    ("third unused", "nothing"): "no link",
    ("used", "nothing"): "done; shut back",
    ("used", "newer code"): "done; open back",
    ("used", "met"): REFUSED,
    ("used", "said before"): REFUSED,
    ("used after two", "nothing"): "no link",
    **{(what, "nothing"): "done; shut back" for what in CHANGES},
    **{(what, "newer code"): "done; open back" for what in CHANGES},
    **{(what, "met"): "no link" for what in CHANGES},  # of what is changed in that login
    **{(what, "said before"): REFUSED for what in CHANGES},
}


def by_link(who: Somebody, letter: str, since: str) -> str:
    """One cell: what opens the account, what is done in it, what came since, and the press."""
    BEFORE.get(letter, lambda who: None)(who)
    if letter in CODES:
        CODES[letter](who)
        who.waits()
    else:
        if since == "met":
            who.comes()
        who.signs_in()
        if since == "met":
            who.met()
        who.waits()
        CHANGES[letter](who)
    unused, app = "unused" in letter, letter == "app"
    template = "second_factor_on" if app else "contact_changed" if letter in CHANGES else "code_used"
    token = who.letter("reset_code_issued" if unused else template)
    if not token:
        return "no link"
    SINCE[since](who, token)
    return told(who.press(token), who)


@wide
def test_each_cell_by_a_link(shop, reachable):  # noqa: F811
    here = world.a_shop()
    assert {cell: by_link(somebody(here, 200 + n), *cell) for n, cell in enumerate(TABLE)} == TABLE


@wide
def test_two_presses_that_shut_nobody_out_take_no_word(shop, reachable):  # noqa: F811
    """Each time somebody came since, and stayed in: the next code of a helper has its link all the same."""
    who = somebody(world.a_shop(), 200)
    for _ in range(2):
        who.comes(who.here.chair, "chair")
        token = who.letter("code_used")
        who.comes(who.here.officer, "officer")
        assert who.press(token) == "done"
    who.comes()
    assert who.letter("code_used")


# -- from inside the account -----------------------------------------------------------------------------------------


def older(last: Callable[[Somebody], object], then: Callable[[Somebody], object]) -> Callable[[Somebody], int]:
    """The code before the last one, by which somebody came who moved to another number."""

    def work(who: Somebody) -> int:
        code = who.comes()
        who.waits()
        who.rested()
        who.moves()
        last(who)
        then(who)
        return code

    return work


def current(then: Callable[[Somebody], object]) -> Callable[[Somebody], int]:
    def work(who: Somebody) -> int:
        code = who.comes()
        who.waits()
        then(who)
        return code

    return work


def unused(capacity: str, before: bool) -> Callable[[Somebody], int]:
    def work(who: Somebody) -> int:
        by = who.here.chair if capacity == "chair" else who.here.facilitator
        if before:
            twice(who, lambda: who.given(who.here.chair, "chair"), "reset_code_issued")
        who.waits()
        return who.given(by, capacity)

    return work


def of_chair(who: Somebody) -> object:
    return who.comes(who.here.chair, "chair")


INSIDE: dict[str, tuple[Callable[[Somebody], int], str]] = {
    "unused": (unused("facilitator", before=False), "done; open stays"),
    "the third unused of a helper": (unused("facilitator", before=True), REFUSED),
    "the third unused of a chair": (unused("chair", before=True), "done; open stays"),
    "by which this login came": (current(lambda who: None), REFUSED),
    "by which this login came, rested": (current(Somebody.rested), "done; shut back"),
    "by which this login came, met": (current(Somebody.met), REFUSED),
    "another while it rests": (current(lambda who: who.comes(who.here.officer, "officer")), REFUSED),
    "older, the last of a helper": (older(Somebody.comes, Somebody.rested), "done; open back moved"),
    "older, the last met": (older(of_chair, Somebody.met), "done; open back moved"),
    "older, the last of a chair": (older(of_chair, Somebody.rested), REFUSED),
}


@wide
def test_each_cell_from_inside(shop, reachable):  # noqa: F811
    here, found = world.a_shop(), {}
    for n, (cell, (make, _)) in enumerate(INSIDE.items()):
        who = somebody(here, 300 + n)
        code = make(who)
        found[cell] = told(who.inside(code), who)
    assert found == {cell: expected for cell, (_, expected) in INSIDE.items()}
