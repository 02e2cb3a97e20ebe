"""Every table by a kind is whole: no page falls over a kind that its table forgot."""

import ast
import importlib
import pkgutil
import re
from collections import defaultdict
from enum import StrEnum
from functools import cache
from pathlib import Path

import market
from market.bazaars.booking.booking import BookingState
from market.pages.acts import SENTENCES
from market.people.certificate import CertificateKind
from market.people.joining.inviting import ASKED

MARKET = Path(market.__file__).parent
LEFT_OUT = {("market.people.certificate", "SHAPES"): {CertificateKind.ORGANIC}}  # asked with .get: its numbers vary


def tables_by_kind():
    """(module, name, the kind, the table) of each dict of a module that is looked up by a kind of ours."""
    for found in pkgutil.walk_packages(market.__path__, "market."):
        if "migrations" in found.name or found.name.endswith("__main__"):
            continue
        for name, value in vars(importlib.import_module(found.name)).items():
            if not name.lstrip("_").isupper():  # a registry that is filled at the start is no table
                continue
            kinds = {type(key) for key in value} if isinstance(value, dict) else set()
            if len(kinds) == 1 and issubclass(kind := kinds.pop(), StrEnum) and kind.__module__.startswith("market"):
                yield found.name, name, kind, value


def test_every_table_by_a_kind_has_all_of_them():
    found = list(tables_by_kind())
    assert {"STATES", "KINDS", "LABELS", "MAY"} <= {name for _module, name, _kind, _table in found}
    for module, name, kind, table in found:
        missing = set(kind) - set(table) - LEFT_OUT.get((module, name), set())
        assert not missing, f"{module}.{name} has no {sorted(missing)}"


def test_every_answer_of_a_group_has_its_word_on_the_list_of_news():
    told = (MARKET.parent / "templates/office/_told_rows.html").read_text("utf-8")
    words = re.search(r"set answers = \{(.*?)\}", told, re.S)[1]
    assert set(re.findall(r'"(\w+)":', words)) == {state.value for state in BookingState}


def test_everything_that_is_noted_has_its_sentence():
    told = "\n".join(path.read_text("utf-8") for path in MARKET.rglob("*.py"))
    noted = set(re.findall(r"\bnote(?:_helped)?\(\s*(?:(?:self\.)?db,\s*[^\"]{1,160}?)?\"(\w+)\"", told))
    assert {"code_issued", "payment_taken_back", "facilitator_ended"} <= noted
    assert not (noted | set(ASKED.values())) - set(SENTENCES)


@cache
def definitions():
    """(path, node) of all that stands at the top of a module of ours, migrations apart."""
    files = [path for path in sorted(MARKET.rglob("*.py")) if "migrations" not in path.parts]
    return [(path.relative_to(MARKET), node) for path in files for node in ast.parse(path.read_text("utf-8")).body]


def test_a_class_has_a_name_of_its_own():
    where = defaultdict(list)
    for path, node in definitions():
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            where[node.name].append(str(path))
    twice = {name: paths for name, paths in where.items() if len(paths) > 1}
    assert not twice, f"two ideas of one name: {twice}"


def test_functions_of_one_name_in_one_room_do_the_same():
    """Routes are called by their address, not by their name; what is told by the same first line is the same."""
    told, where = defaultdict(set), defaultdict(list)
    for path, node in definitions():
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or node.name.startswith("_"):
            continue
        if not any(ast.unparse(each).startswith(("router.", "app.")) for each in node.decorator_list):
            key = (path.parts[0], node.name)
            told[key].add((ast.get_docstring(node) or str(path)).partition("\n")[0])
            where[key].append(str(path))
    twice = {name: paths for name, paths in where.items() if len(paths) > 1 and len(told[name]) > 1}
    assert not twice, f"two meanings of one name: {twice}"
