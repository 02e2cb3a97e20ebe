"""A state changes once, on the record: by a table beside its enum, under a condition, and nowhere else."""

import ast
import re
from enum import StrEnum
from pathlib import Path

import pytest
import sqlalchemy as sa

import market.tables  # every table, and so every enum of states
from market.inventory.lot import Lot, LotState
from market.kernel.db import read, write
from market.kernel.record import EVENTS, StateEvent, table
from market.kernel.refused import Overtaken
from market.kernel.states import TABLES, moves
from market.orders.state import State
from market.people.access import CLOCK
from market.people.invitation import Invitation, InvitationKind, withdraw_all
from tests import world
from tests.conftest import both

MARKET = Path(market.tables.__file__).parent
PLACES = {  # many at once, each in its record's own file, by the same table
    "people/invitation.py": "withdraw_all", "bazaars/booking/booking.py": "all_become",
    "bazaars/registering/application.py": "all_judged", "till/envelope.py": "book", "kernel/record.py": "_turned",
}  # fmt: skip
STAGES = "orders/life/"  # what happens to a parcel, by its stages


def every(kind: type) -> set[type]:
    return set(kind.__subclasses__()).union(*(every(each) for each in kind.__subclasses__()))


def test_every_enum_of_states_has_a_whole_table():
    named = {
        each for each in every(StrEnum) if each.__name__.endswith("State") and each.__module__.startswith("market")
    }
    assert named | {State} == set(TABLES)
    for states, after in TABLES.items():
        assert set(after) == set(states), states


def test_the_contract_tells_the_life_of_an_order():
    text = (MARKET.parent / "docs" / "contract.md").read_text(encoding="utf-8")
    life = text.partition("## The life of an order")[2].partition("| what happens")[0]
    told = {}
    for former, after in re.findall(r"^\| (`.*?) \| (.*) \|$", life, re.M):
        for state in re.findall("`(.*?)`", former):
            told[State(state)] = {State(each) for each in re.findall("`(.*?)`", after)}
    assert told == TABLES[State]


def sources():
    for file in sorted(MARKET.rglob("*.py")):
        name = file.relative_to(MARKET).as_posix()
        if not name.startswith(("migrations/", "demo/")):
            yield name, ast.parse(file.read_text(encoding="utf-8"))


def named(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def records(tree: ast.AST) -> list[str]:
    """The classes in a file that are rows of a table."""
    classes = [each for each in ast.walk(tree) if isinstance(each, ast.ClassDef)]
    return [each.name for each in classes if "table" in {word.arg for word in each.keywords}]


def test_no_state_is_set_but_by_become():
    wrong = []
    for name, tree in sources():
        for function in [each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)]:
            for node in ast.walk(function):
                stored = isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and node.attr == "state"
                said = isinstance(node, ast.Call) and (
                    (named(node) in {"values", "update_if"} and "state" in {each.arg for each in node.keywords})
                    or (named(node) == "setattr" and ast.unparse(node.args[1]) == "'state'")
                )
                if (stored or said) and PLACES.get(name) != function.name:
                    wrong.append(f"{name}:{node.lineno} {ast.unparse(node)}")
    assert wrong == []


def test_a_state_moves_in_the_file_of_its_record():
    for name, tree in sources():
        calls = [named(each) for each in ast.walk(tree) if isinstance(each, ast.Call)]
        if {"become", "may_become", "turn", "all_become"} & set(calls):
            assert records(tree) or name.startswith(STAGES), name


def test_a_table_that_forgets_a_state_is_no_table():
    class Half(StrEnum):
        HERE = "here"
        GONE = "gone"

    with pytest.raises(LookupError, match="gone"):
        moves(Half, {Half.HERE: {Half.GONE}})


def asks(db, here, name):
    asked = Invitation(kind=InvitationKind.MEMBER, group_id=here.group_id, name=name, identifier=name, by_id=here.chair)
    return asked.add(db).key


def told(db, kind, key):
    """What this record became, in its order: the state, who did it, and what she did."""
    rows = table(StateEvent)
    mine = (rows.c.of == table(kind).name, rows.c.of_id == key)
    wanted = sa.select(rows.c.state, rows.c.by_id, rows.c.code).where(*mine).order_by(rows.c.id)
    return [tuple(row) for row in db.execute(wanted)]


@both
def test_what_changed_is_appended_once(shop):
    """By one and by many at once, with who did it and what; nothing for what did not change, nor for what was rolled
    back."""
    here = world.a_shop()
    chair = world.actor(here.chair)
    first = write(lambda db: Lot.get(db, 1).become(LotState.ON_HOLD, chair, "spoiled_maybe"))
    second = write(lambda db: Lot.get(db, 1).become(LotState.OPEN, CLOCK, "good_after_all"))
    assert first < second
    with pytest.raises(Overtaken):
        write(lambda db: Lot.get(db, 1).become(LotState.OPEN, chair, "good_after_all"))
    write(lambda db: Lot.get(db, 1).may_become(LotState.RECALLED, chair, "recalled", sa.false()))
    asked = write(lambda db: [asks(db, here, name) for name in ("Rina", "Tuti")])
    write(lambda db: withdraw_all(db, chair, table(Invitation).c.id.in_(asked)))
    write(lambda db: withdraw_all(db, chair, table(Invitation).c.id.in_(asked)))
    with read() as db:
        assert told(db, Lot, 1) == [("on_hold", here.chair, "spoiled_maybe"), ("open", None, "good_after_all")]
        assert [told(db, Invitation, key) for key in asked] == [[("withdrawn", here.chair, "withdrawn")]] * 2


def test_every_change_says_what_was_done():
    """`become(state, by, code)`, in words that fit their column; only where somebody else names them is it no word."""
    most = EVENTS.c.code.type.length
    for name, tree in sources():
        for call in [each for each in ast.walk(tree) if isinstance(each, ast.Call)]:
            if named(call) in {"become", "may_become", "move_to"}:
                _state, by, code = call.args[:3]
                assert not isinstance(by, ast.Constant), f"{name}:{call.lineno}"
                if isinstance(code, ast.Constant):
                    assert code.value and len(code.value) <= most, f"{name}:{call.lineno}"


def test_many_at_once_are_appended_too():
    """Each function that moves many has its `became`."""
    for file, name in PLACES.items():
        tree = ast.parse((MARKET / file).read_text(encoding="utf-8"))
        [function] = [each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef) and each.name == name]
        called = {named(each) for each in ast.walk(function) if isinstance(each, ast.Call)}
        assert {"became", "_turned", "_event"} & called, file


@both
def test_somebody_was_faster_or_nothing_leads_there(shop):
    world.a_shop()

    def twice(db):
        lot = Lot.get(db, 1)
        lot.set_aside(CLOCK)
        lot.sell_again(CLOCK)
        assert lot.state is LotState.OPEN
        assert lot.may_become(LotState.RECALLED, CLOCK, "recalled")
        assert not lot.may_become(LotState.RECALLED, CLOCK, "recalled")
        with pytest.raises(Overtaken, match="state_moved"):
            lot.set_aside(CLOCK)  # withdrawn goods are not set aside
        with pytest.raises(Overtaken, match="already_so"):
            lot.recall(CLOCK)
        with pytest.raises(LookupError, match="never becomes"):
            lot.become(LotState.ON_HOLD, CLOCK, "set_aside", was=(LotState.RECALLED,))
        assert lot.state is LotState.RECALLED

    write(twice)
