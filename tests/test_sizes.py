"""A file fits in a head and a function on a screen: 250 lines and 40, most of them far less."""

import ast
from collections import Counter
from pathlib import Path
from statistics import median

import market

MARKET = Path(market.__file__).parent
FILE, FUNCTION, MOST_FUNCTIONS, MIDDLE = 250, 40, 20, 6
LINE = 120  # bytes
ONE_WORD = {"01-tokens.css": 1}  # an address of data, which nothing can break


def sources():
    for file in sorted(MARKET.rglob("*.py")):
        name = file.relative_to(MARKET).as_posix()
        if not name.startswith("migrations/versions/"):
            yield name, file.read_text(encoding="utf-8")


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """From `def` to the last line, its docstring too."""
    return function.end_lineno - function.lineno + 1


def test_no_file_is_longer_than_a_head_holds():
    long = {name: text.count("\n") for name, text in sources() if text.count("\n") > FILE}
    assert long == {}


def test_what_is_no_python_of_the_program_is_as_short():
    here = MARKET.parent
    files = [*here.glob("templates/**/*.html"), *here.glob("templates/**/*.txt"), *here.glob("bench/*.py")]
    files += [*here.glob("static/**/*.js"), *here.glob("static/**/*.css")]
    assert len(files) > 400
    assert not [each.name for each in files if each.read_text(encoding="utf-8").count("\n") > FILE]


def test_no_line_is_wider_than_a_screen():
    """The demo's, the tests' and the benches' too: what a formatter leaves is broken by hand."""
    here, wide = MARKET.parent, Counter()
    files = [MARKET.parent / "market" / name for name, _ in sources()]
    for each in ("tests/**/*.py", "bench/**/*.py", "templates/**/*.html", "templates/**/*.txt"):
        files += here.glob(each)
    files += [*here.glob("static/**/*.js"), *here.glob("static/**/*.css")]
    for file in files:
        wide[file.name] += sum(len(line) > LINE for line in file.read_bytes().splitlines())
    assert +wide == ONE_WORD


def test_functions_are_short():
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    found = {
        f"{name}:{each.lineno} {each.name}": length(each)
        for name, text in sources() for each in ast.walk(ast.parse(text)) if isinstance(each, kinds)
    }  # fmt: skip
    assert {name: lines for name, lines in found.items() if lines > FUNCTION} == {}
    assert median(found.values()) <= MIDDLE
    long = sorted(((lines, name) for name, lines in found.items() if lines > MOST_FUNCTIONS), reverse=True)
    assert len(long) <= len(found) / 20, long
