"""States: what something may become stands as one table beside its enum (`NEXT`), and changes go by it.

`Record.become` reads the tables; tests/kernel/test_states.py finds an enum of states without one.
"""

from collections.abc import Mapping, Set
from enum import StrEnum
from typing import Any, TypeVar

S = TypeVar("S", bound=StrEnum)
Moves = Mapping[S, frozenset[S]]
TABLES: dict[type[StrEnum], Moves[Any]] = {}


def moves(states: type[S], table: Mapping[S, Set[S]]) -> Moves[S]:
    """The table of what each of `states` may become, the empty set where it ends. Raises when one is forgotten."""
    forgotten = set(states) - set(table)
    if forgotten:
        raise LookupError(f"{states.__name__}: what may become of {', '.join(sorted(forgotten))}?")
    whole = {state: frozenset(after) for state, after in table.items()}
    TABLES[states] = whole
    return whole


def before(state: S) -> tuple[S, ...]:
    """From which states this one can be reached, for a condition. Raises when nothing leads there."""
    found = tuple(former for former, after in TABLES[type(state)].items() if state in after)
    if not found:
        raise LookupError(f"nothing becomes {state!r}")
    return found
