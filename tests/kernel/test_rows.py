"""What is read has names: a column that moves, or one more, must not become another one."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from market.kernel.record import from_row

MARKET = Path(__file__).resolve().parents[2] / "market"
MANY = 3  # values: from here on they are a class that nobody named
ROWS = ("row", "found", "rows", "first")  # what rows are called
# Functions that hand on as many all the same, and why.
TUPLES = {
    "bazaars/allocation/problem.py:_order",  # a key to sort by
}


def code() -> Iterator[tuple[str, ast.Module]]:
    for file in sorted(MARKET.rglob("*.py")):
        name = str(file.relative_to(MARKET))
        if not name.startswith("migrations/"):
            yield name, ast.parse(file.read_text("utf-8"))


def wide(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Tuple) and len(node.elts) >= MANY


def types_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.Subscript]:
    for node in ast.walk(function.returns) if function.returns else ():
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "tuple":
            yield node


def test_no_function_returns_a_tuple_of_three_or_more():
    """Neither itself nor inside a list or a dict, nor by another name; a tuple of any length (`...`) is a list."""
    found = set()
    for name, tree in code():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                at = f"{name}:{node.name}"
                types = list(types_of(node))
                long = any("..." in ast.unparse(each.slice) for each in types)
                returns = (each for each in ast.walk(node) if isinstance(each, ast.Return) and wide(each.value))
                if any(wide(each.slice) for each in types) or (not long and any(returns)):
                    found.add(at)
    assert found <= TUPLES, "a frozen dataclass, named for the noun and built by name"
    assert found == TUPLES, "an exception that is none any more"


def test_no_row_is_read_by_a_number():
    """`row[7]`, `row[:10]`, `Holding(*row)`; a page that unpacks three values for each of its rows."""
    found = set()
    for name, tree in code():
        for node in ast.walk(tree):
            cut = isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "row"
            if cut and (isinstance(node.slice, ast.Slice) or isinstance(getattr(node.slice, "value", None), int)):
                found.add(f"{name}:{node.lineno}")
            for given in node.args if isinstance(node, ast.Call) else ():
                if isinstance(given, ast.Starred) and re.match(r"(tuple\()?row\b", ast.unparse(given.value)):
                    found.add(f"{name}:{node.lineno}")
    for page in (MARKET.parent / "templates").rglob("*.[ht]*"):
        text = page.read_text("utf-8")
        for taken in re.findall(r"\bfor \w+(?:, \w+){2,} in (?!\()(\w+)", text):
            if f"set {taken} = (" not in text:  # what is written out on the page itself
                found.add(f"{page.name}: {taken}")
    assert not found


@dataclass(frozen=True, slots=True)
class Jar:
    name: str
    count: int


def apart(target: ast.expr) -> bool:
    """`key, slug, name`: two are a key and its value."""
    return isinstance(target, ast.Tuple) and len(target.elts) >= MANY


def asks(node: ast.expr) -> bool:
    text = ast.unparse(node)
    return ".execute(" in text or text in ROWS


def test_no_row_is_taken_apart_by_place():
    """`(key, slug, name, price, …) = row`, `for bill, back, returned, claimed in db.execute(…)`: one more column,
    and each is another one."""
    found = set()
    for name, tree in code():
        for node in ast.walk(tree):
            if isinstance(node, ast.For | ast.comprehension) and apart(node.target) and asks(node.iter):
                found.add(f"{name}:{node.target.lineno}")
            if isinstance(node, ast.Assign) and any(apart(each) for each in node.targets) and asks(node.value):
                found.add(f"{name}:{node.lineno}")
    assert not found, "row.slug, or from_row"


def test_a_row_becomes_what_its_columns_are_called():
    one, two = sa.literal("Sambal").label("name"), sa.literal(3).label("count")
    with sa.create_engine("sqlite://").connect() as db:
        for columns in ((one, two), (two, sa.literal("besides"), one)):
            assert from_row(Jar, db.execute(sa.select(*columns)).one()) == Jar(name="Sambal", count=3)
        with pytest.raises(KeyError):
            from_row(Jar, db.execute(sa.select(one)).one())
