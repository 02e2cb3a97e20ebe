"""A page's address stands once: in its door, or for all others in kernel/addresses.py, where each leads to a page."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from starlette.routing import Match

from market.app import create_app
from market.kernel import addresses

MARKET = Path(addresses.__file__).parents[1]
DOORS = {"pages", "web", "demo", "migrations", "app.py"}  # besides those who open them
OF_ONE = [each for each in vars(addresses) if each.endswith(("_page", "_at_office")) or each == "tracking"]
FIXED = [each for each in vars(addresses) if each.isupper() and each != "GROUPS"]


def rooms() -> Iterator[Path]:
    for file in sorted(MARKET.rglob("*.py")):
        if file.relative_to(MARKET).parts[0] not in DOORS and file.name != "addresses.py":
            yield file


def leading_texts(tree: ast.AST) -> Iterator[str]:
    """What texts begin with; of one that is put together also what follows the address of this place."""
    inside = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            inside |= set(map(id, node.values if "base_url" not in ast.unparse(node) else ())) - {id(node.values[0])}
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            yield node.value


@pytest.fixture(scope="module")
def opens():
    routes = [each for each in create_app().routes if isinstance(each, APIRoute)]

    def found(path: str) -> bool:
        scope = {"type": "http", "method": "GET", "path": re.split("[?#]", path)[0]}
        return any(each.matches(scope)[0] is Match.FULL for each in routes)

    return found


def test_no_room_spells_the_address_of_a_page(opens):
    firsts = {re.split("[/{?]", each.path)[1] for each in create_app().routes if isinstance(each, APIRoute)} - {""}
    assert {"lapak", "dinas", "pesanan", "akun"} <= firsts
    spelled = re.compile(rf"/({'|'.join(map(re.escape, firsts))})($|[/?#])")
    found = {
        f"{file.relative_to(MARKET)}: {text}"
        for file in rooms()
        for text in leading_texts(ast.parse(file.read_text()))
        if spelled.match(text)
    }
    assert not found, "kernel/addresses.py has them"


@pytest.mark.parametrize("name", FIXED)
def test_each_fixed_address_leads_to_a_page(opens, name):
    assert opens(getattr(addresses, name))


@pytest.mark.parametrize("name", OF_ONE)
def test_each_address_of_something_leads_to_a_page(opens, name):
    assert opens(getattr(addresses, name)("7"))


def pages_named() -> set[tuple[str, str]]:
    """By the function of this file, each page that a room asks of it in plain words."""
    found = set()
    for file in rooms():
        for node in ast.walk(ast.parse(file.read_text())):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in OF_ONE):
                continue
            for page in node.args[1:]:
                parts = page.values if isinstance(page, ast.JoinedStr) else [page]
                said = [part.value if isinstance(part, ast.Constant) else "7" for part in parts]
                if isinstance(page, ast.Constant | ast.JoinedStr):
                    found.add((node.func.id, "".join(said)))
    return found


def test_each_page_of_a_group_or_a_bazaar_that_rooms_name_is_there(opens):
    named = pages_named()
    assert len(named) > 8
    lost = {path for name, page in named if not opens(path := getattr(addresses, name)("7", page))}
    assert not lost
