"""A pytest plugin: which functions of a marked tree each test enters, and how long it takes.

`bench.mutation` marks the functions of its copy with calls of `_touched`; what a subprocess enters is not seen.
"""

import builtins
import json
import os
import time
from collections.abc import Iterator
from typing import Any

import pytest

entered: set[str] = set()
found: dict[str, tuple[float, list[str]]] = {}
builtins._touched = entered.add  # type: ignore[attr-defined]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    entered.clear()
    start = time.perf_counter()
    result: Any = yield
    found[item.nodeid] = (time.perf_counter() - start, sorted(entered))
    return result


def pytest_sessionfinish() -> None:
    with open(os.environ["BENCH_TOUCHED"], "w") as out:
        json.dump(found, out)
