"""Are the tests worth their names? Changes the code of a room in one place at a time, and sees whether a test notices.

`python -m bench.mutation [--mutants 100] [--seed 1] [--workers 2] [room …]` first runs the tests of money and stock
on SQLite once, to learn which test enters which function. Then it takes so many places at random from `market/payments`
and `market/inventory` (0: all), each in a copy of the tree, and runs the tests that enter its function, the quick ones
first, until one fails. A mutant that survives is printed with its line, to be looked at. docs/mutation.md has the
figures.
"""

import argparse
import ast
import copy
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Queue

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("market/payments", "market/inventory")
TESTS = ("tests/inventory", "tests/payments", "tests/orders", "tests/promises", "tests/bazaars/after/test_after.py")
FIRST_FLOOR = ("test_first_sale", "test_order_life", "test_people", "test_bad_input", "test_messages_and_backup")
SLOW = "not postgres and not hangs and not screenshot and not kill_9"
LIMIT_S = 400
LEAVE = {"max_length", "limit", "most", "default", "strict"}  # lengths and page sizes: no rule of money or stock
SWAP: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.Add: ast.Sub, ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """The n-th change that is possible in a file; `function` is the line of the innermost one around it."""

    file: str
    nth: int
    line: int
    what: str
    function: int


class Change(ast.NodeTransformer):
    """Counts the places that can be changed, and changes the one asked for."""

    def __init__(self, wanted: int = -1) -> None:
        self.wanted, self.found, self.functions = wanted, [], []

    def _here(self, node: ast.AST, what: str) -> bool:
        self.found.append((getattr(node, "lineno", 0), what, self.functions[-1]))
        return len(self.found) - 1 == self.wanted

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.functions.append(node.lineno)
        node.body = [self.visit(each) for each in node.body]
        self.functions.pop()
        return node

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        if isinstance(node.value, ast.Call) and ast.unparse(node.value.func).startswith("log."):
            return node  # what is written for who runs it
        if self.functions and isinstance(node.value, ast.Call) and self._here(node, "left out"):
            return ast.copy_location(ast.Pass(), node)
        return self.generic_visit(node)

    def visit_keyword(self, node: ast.keyword) -> ast.AST:
        return node if node.arg in LEAVE else self.generic_visit(node)

    def visit_Slice(self, node: ast.Slice) -> ast.AST:
        return node  # `name[:80]` is a length

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        if self.functions and type(node.ops[0]) in SWAP and self._here(node, type(node.ops[0]).__name__):
            node.ops[0] = SWAP[type(node.ops[0])]()  # type: ignore[call-overload]
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        text = isinstance(node.left, ast.Constant) and isinstance(node.left.value, str)
        if self.functions and not text and type(node.op) in SWAP and self._here(node, type(node.op).__name__):
            node.op = SWAP[type(node.op)]()  # type: ignore[assignment]
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        self.generic_visit(node)
        if self.functions and self._here(node, type(node.op).__name__):
            node.op = SWAP[type(node.op)]()  # type: ignore[assignment]
        return node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        if self.functions and isinstance(node.op, ast.Not) and self._here(node, "not"):
            return node.operand
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if self.functions and type(node.value) in (int, bool) and self._here(node, repr(node.value)):
            flips = type(node.value) is bool
            node.value = not node.value if flips else int(node.value) + 1  # type: ignore[call-overload]
        return node


class Mark(ast.NodeTransformer):
    """Makes every function say that it was entered."""

    def __init__(self, file: str) -> None:
        self.file = file

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.generic_visit(node)
        node.body = [*ast.parse(f"_touched('{self.file}:{node.lineno}')").body, *node.body]
        return node


def files(rooms: list[str], tree: Path = ROOT) -> Iterator[tuple[str, Path]]:
    for room in rooms:
        for path in sorted((tree / room).rglob("*.py")):
            yield str(path.relative_to(tree)), path


def mutants(rooms: list[str]) -> Iterator[Mutant]:
    for file, path in files(rooms):
        change = Change()
        change.visit(ast.parse(path.read_text()))
        for nth, (line, what, function) in enumerate(change.found):
            yield Mutant(file, nth, line, what, function)


def pytest_in(tree: Path, *arguments: str, **more: str) -> int:
    """The exit code of the tests in a copy of the tree; that of a failure when they never end."""
    environment = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1", "CI": "", **more}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-k", SLOW, *arguments]
    try:
        limit = None if more else LIMIT_S
        return subprocess.run(command, cwd=tree, env=environment, capture_output=True, timeout=limit).returncode
    except subprocess.TimeoutExpired:
        return 1


def touching(tree: Path, rooms: list[str]) -> dict[str, list[str]]:
    """By function the tests that enter it, the quick ones first; the tree is left as it was."""
    kept = {path: path.read_text() for _, path in files(rooms, tree)}
    for file, path in files(rooms, tree):
        marked = ast.fix_missing_locations(Mark(file).visit(ast.parse(kept[path])))
        head = "import builtins\n_touched = getattr(builtins, '_touched', len)\n"
        path.write_text(head + ast.unparse(marked))
    out = tree / "touched.json"
    tests = (*TESTS, *(f"tests/{name}.py" for name in FIRST_FLOOR))
    if pytest_in(tree, "-p", "bench.touched", *tests, BENCH_TOUCHED=str(out)):
        raise SystemExit("the tests do not pass unchanged")
    for path, text in kept.items():
        path.write_text(text)
    found: dict[str, list[str]] = {}
    for test, (_, functions) in sorted(json.loads(out.read_text()).items(), key=lambda each: each[1][0]):
        for function in functions:
            found.setdefault(function, []).append(test)
    return found


def killed(mutant: Mutant, tree: Path, tests: list[str]) -> bool:
    """Whether a test fails, or never ends, with this change in this copy."""
    path = tree / mutant.file
    text = path.read_text()
    path.write_text(ast.unparse(ast.fix_missing_locations(Change(mutant.nth).visit(copy.deepcopy(ast.parse(text))))))
    chosen = tree / "chosen.txt"
    chosen.write_text("\n".join(tests))
    try:
        return bool(tests) and pytest_in(tree, f"@{chosen}") != 0
    finally:
        path.write_text(text)


def main() -> None:
    given = argparse.ArgumentParser(prog="bench.mutation")
    given.add_argument("rooms", nargs="*", default=list(ROOMS))
    given.add_argument("--mutants", type=int, default=100)
    given.add_argument("--seed", type=int, default=1)
    given.add_argument("--workers", type=int, default=2)
    args = given.parse_args()
    all_ = list(mutants(args.rooms))
    chosen = random.Random(args.seed).sample(all_, min(args.mutants or len(all_), len(all_)))
    trees: Queue[Path] = Queue()
    with tempfile.TemporaryDirectory() as folder:
        for n in range(args.workers):
            tree = Path(folder) / f"tree{n}"
            shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(".venv", ".git", "var", "__pycache__"))
            trees.put(tree)
        tests = touching(tree, args.rooms)
        print(f"{len(tests)} functions are entered by tests", flush=True)

        def judge(mutant: Mutant) -> bool:
            tree = trees.get()
            try:
                dead = killed(mutant, tree, tests.get(f"{mutant.file}:{mutant.function}", []))
            finally:
                trees.put(tree)
            if not dead:
                print(f"survived: {mutant.file}:{mutant.line} {mutant.what}", flush=True)
            return dead

        with ThreadPoolExecutor(args.workers) as pool:
            dead = 0
            for n, died in enumerate(pool.map(judge, chosen), 1):
                dead += died
                if n % 20 == 0:
                    print(f"{dead} of {n} so far", flush=True)
    print(f"{dead} of {len(chosen)} killed ({100 * dead / len(chosen):.0f} %), taken from {len(all_)} possible")


if __name__ == "__main__":
    main()
