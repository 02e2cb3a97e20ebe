"""Are the tests worth their names? Changes the code of a room in one place at a time, and sees whether a test notices.

`python -m bench.mutation [--mutants 100] [--seed 1] [--workers 2] [room …]` takes so many places at random from
`market/payments` and `market/inventory`, each in a copy of the tree, and runs the tests of money and stock on SQLite
until one fails, the nearest first. A mutant that survives is printed with its line, to be looked at. docs/mutation.md has the figures.
"""

import argparse
import ast
import copy
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
STOCK = (
    "tests/promises/test_stock_machine.py",
    "tests/promises/test_nothing_sold_twice.py",
    "tests/test_first_sale.py",
)
MONEY = ("tests/payments", "tests/orders", "tests/promises/test_money_machine.py")
REST = (
    "tests/test_order_life.py",
    "tests/test_people.py",
    "tests/promises/test_deadlines.py",
    "tests/promises/test_old_orders.py",
    "tests/test_bad_input.py",
    "tests/test_messages_and_backup.py",
    "tests/bazaars/test_after.py",
)
SLOW = "not postgres and not hangs and not screenshot"
LIMIT_S = 400
LEAVE = {"max_length", "limit", "most", "default", "strict"}  # lengths and page sizes: no rule of money or stock
SWAP: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.Add: ast.Sub, ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """The n-th change that is possible in a file."""

    file: str
    nth: int
    line: int
    what: str


class Change(ast.NodeTransformer):
    """Counts the places that can be changed, and changes the one asked for."""

    def __init__(self, wanted: int = -1) -> None:
        self.wanted, self.found, self.functions = wanted, [], 0

    def _here(self, node: ast.AST, what: str) -> bool:
        self.found.append((getattr(node, "lineno", 0), what))
        return len(self.found) - 1 == self.wanted

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.functions += 1
        node.body = [self.visit(each) for each in node.body]
        self.functions -= 1
        return node

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
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
            node.value = not node.value if type(node.value) is bool else int(node.value) + 1  # type: ignore[call-overload]
        return node


def mutants(rooms: list[str]) -> Iterator[Mutant]:
    for room in rooms:
        for path in sorted((ROOT / room).rglob("*.py")):
            change = Change()
            change.visit(ast.parse(path.read_text()))
            for nth, (line, what) in enumerate(change.found):
                yield Mutant(str(path.relative_to(ROOT)), nth, line, what)


def killed(mutant: Mutant, tree: Path) -> bool:
    """Whether a test fails, or never ends, with this change in this copy."""
    path = tree / mutant.file
    text = path.read_text()
    path.write_text(ast.unparse(ast.fix_missing_locations(Change(mutant.nth).visit(copy.deepcopy(ast.parse(text))))))
    environment = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1", "CI": ""}
    nearest = (*STOCK, *MONEY) if mutant.file.startswith("market/inventory") else (*MONEY, *STOCK)
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-k", SLOW, *nearest, *REST]
    try:
        done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, timeout=LIMIT_S)
        return done.returncode != 0
    except subprocess.TimeoutExpired:
        return True
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
    chosen = random.Random(args.seed).sample(all_, min(args.mutants, len(all_)))
    trees: Queue[Path] = Queue()
    with tempfile.TemporaryDirectory() as folder:
        for n in range(args.workers):
            tree = Path(folder) / f"tree{n}"
            shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(".venv", ".git", "var", "__pycache__"))
            trees.put(tree)

        def judge(mutant: Mutant) -> bool:
            tree = trees.get()
            try:
                dead = killed(mutant, tree)
            finally:
                trees.put(tree)
            if not dead:
                print(f"survived: {mutant.file}:{mutant.line} {mutant.what}", flush=True)
            return dead

        with ThreadPoolExecutor(args.workers) as pool:
            dead = sum(pool.map(judge, chosen))
    print(f"{dead} of {len(chosen)} killed ({100 * dead / len(chosen):.0f} %), taken from {len(all_)} possible")


if __name__ == "__main__":
    main()
