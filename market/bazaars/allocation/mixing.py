"""Mixing: a finished plan walks at random among fair plans of the same worth.

The search lets groups in one after the other, those of the reserved share first, and where nothing is gained by it
nobody moves again: the map alone would tell who was let in first. After mixing, that order is lost.
"""

from market.bazaars.allocation.board import Board
from market.bazaars.allocation.moves import Moves
from market.bazaars.allocation.parts import NOWHERE
from market.bazaars.allocation.problem import Choice, Problem
from market.bazaars.allocation.settle import fair, legal

TRIES_EACH = 20
MOST_CHECKED = 200  # exchanges of unlike spots, after which fairness is looked at anew


def mix(problem: Problem, board: Board, moves: Moves) -> None:
    """Exchanges the spots of two groups again and again, where it costs nothing and wrongs nobody."""
    checked, n = 0, len(board.stand)
    kinds = _kinds(problem)
    for _ in range(TRIES_EACH * n):
        g, h = moves.below(n), moves.below(n)
        one, other = board.stand[g], board.stand[h]
        if g == h or one is None or other is None or moves.fixed[g] or moves.fixed[h]:
            continue
        alike = all(kinds[a] == kinds[b] for a, b in zip(one, other, strict=True))
        if not alike and checked == MOST_CHECKED:
            continue
        before = board.score
        if not _exchange(problem, board, g, h, one, other):
            continue
        if board.score == before:
            if alike:
                continue
            checked += 1
            if fair(problem, board):
                continue
        board.change_to(g, None)
        board.change_to(h, other)
        board.change_to(g, one)


def _kinds(problem: Problem) -> dict[int, tuple[object, ...]]:
    """What of a spot decides who may stand there. Groups that change spots of one kind change nothing for others."""
    found: dict[int, tuple[object, ...]] = {NOWHERE: ()}
    for number, spot in enumerate(problem.spots):
        sides = sorted(tuple(sorted(problem.booths[booth].features)) for booth in spot.booths)
        found[number] = (tuple(sides), spot.circuit)
    return found


def _exchange(problem: Problem, board: Board, g: int, h: int, one: Choice, other: Choice) -> bool:
    """Puts each where the other stood, or leaves both where they were."""
    board.lift(g)
    board.lift(h)
    if legal(problem, board, g, other):
        board.put(g, other)
        if legal(problem, board, h, one):
            board.put(h, one)
            return True
        board.lift(g)
    board.put(g, one)
    board.put(h, other)
    return False
