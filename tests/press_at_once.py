"""Two presses of one form that arrive together, and what has to be the same as after one."""

from collections.abc import Callable
from threading import Barrier, Thread

import sqlalchemy as sa
from fastapi.testclient import TestClient
from httpx2 import Response

from market.kernel.db import read
from market.tables import metadata

COUNTERS = {"attempt", "press"}  # a try is counted, and a press written down, though nothing is done
CHANCE = {("bill", "asked"), ("bill", "left_s")}  # numbers that are drawn by chance, or count seconds


def counted(column: sa.Column) -> bool:
    """Whether it holds a number or a word that two presses would make more or other: no key, no time, no chance."""
    if column.primary_key or column.foreign_keys or (column.table.name, column.name) in CHANCE:
        return False
    return isinstance(column.type, sa.Integer | sa.Boolean | sa.Enum)


COUNTED = {
    each.name: [sa.literal(1), *(c for c in each.columns if counted(c))]
    for each in metadata.sorted_tables
    if each.name not in COUNTERS
}


def numbers() -> dict[str, list[str]]:
    """Every row of every table by what can be counted of it: how many there are, their amounts, their states."""
    with read() as db:
        return {name: sorted(str(tuple(row)) for row in db.execute(sa.select(*own))) for name, own in COUNTED.items()}


def at_once(browsers: list[TestClient], send: Callable[[TestClient], Response]) -> list[Response]:
    """The answers to one post of each browser, all sent in the same moment."""
    gate = Barrier(len(browsers))
    answers: list[Response] = []

    def press(browser: TestClient) -> None:
        gate.wait()
        answers.append(send(browser))

    threads = [Thread(target=press, args=(each,)) for each in browsers]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    assert len(answers) == len(browsers), "one hangs"
    return answers
