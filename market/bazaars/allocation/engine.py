"""The search: annealing with ejections, budgeted in moves, the same on every machine.

Integers and a seeded generator only: no clock, no floating point and no order of a set decides anything.
"""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from market.bazaars.allocation.board import Board
from market.bazaars.allocation.mixing import mix
from market.bazaars.allocation.moves import Moves
from market.bazaars.allocation.problem import Choice, Problem
from market.bazaars.allocation.score import Choices, score
from market.bazaars.allocation.settle import fair, first_plan, settle
from market.kernel.refused import Refused

ENGINE = "dermaga-ejection-3"
MOST_BUDGET = 10_000_000  # minutes: whoever verifies a plan runs what its file says
USUAL, MOST_USUAL, MOST_ROUNDS = 250_000, 1_500_000, 4
HOT, COLD = 400, 6  # points of score a move may cost: at first, at last
FIRST_ROUND, LONGER = 10, 4  # moves for each group and slot; how much longer each round is than the one before
COOLINGS = 200
STEPS = 4096
Report = Callable[[int, int], bool]  # (moves done, budget) → go on?


def usual_budget(groups: int, slots: int) -> int:
    """The moves of an ordinary run: as many whole rounds as are short, but three where three are not very long."""
    unit, budget = max(1, groups) * max(1, slots), 0
    for number, length in enumerate(_rounds(unit)):
        if budget + length > (USUAL if number > 2 else MOST_USUAL) or number == MOST_ROUNDS:
            break
        budget += length
    return budget or min(unit * FIRST_ROUND, MOST_BUDGET)


class Cancelled(Exception):
    """Whoever watched the search said stop."""


def solve(problem: Problem, seed: int, budget: int, report: Report | None = None, most: int | None = None) -> Choices:
    """A legal plan without envy and waste; for each group where it stands, or None.

    The search is one endless row of rounds, of which `budget` moves are done; what is best at the end of a round is
    kept, so more of it is never worse. `most` is a score that nobody can beat: a plan that has it ends the search.
    """
    if not 0 <= budget <= MOST_BUDGET:
        raise Refused("budget_wrong", what=str(budget))
    board = Board(problem)
    first_plan(problem, board)
    moves = Moves(problem, board, seed)
    if board.stand and board.slots and problem.booths:
        settle(problem, board)
        _search(problem, board, moves, _Watch(budget, report), most)
        if problem.mix:
            mix(problem, board, Moves(problem, board, seed))
    plan = list(board.stand)
    assert score(problem, plan) == board.score
    return plan


@dataclass
class _Watch:
    """The moves done of those there are, told to whoever looks on."""

    budget: int
    report: Report | None
    done: int = 0

    def look(self, done: int) -> None:
        if self.report and not self.report(self.done + done, self.budget):
            raise Cancelled


def _rounds(unit: int) -> Iterator[int]:
    """The lengths of the rounds, in moves: ever longer ones, because who cools more slowly finds more."""
    return (unit * FIRST_ROUND * LONGER**number for number in itertools.count())


def _search(problem: Problem, board: Board, moves: Moves, watch: _Watch, most: int | None) -> None:
    """Round after round while they fit into the budget. Ends on the best fair plan that a round came to."""
    best, best_score = list(board.stand), board.score
    for length in _rounds(len(board.stand) * board.n_slots):
        if watch.done + length > watch.budget or (most is not None and best_score >= most):
            break
        _anneal(board, moves, length - length // 8, watch)
        settle(problem, board)
        _polish(problem, board, moves, length // 8)
        if board.score > best_score:
            best, best_score = list(board.stand), board.score
        _return_to(board, best)
        watch.done += length
    _return_to(board, best)


@cache
def _chance() -> list[int]:
    """Thousandths of −ln u in the middles of 4096 steps: exact decimals, no machine's own logarithm."""
    return [int(-(Decimal(2 * n + 1) / (2 * STEPS)).ln() * 1000) for n in range(STEPS)]


def _anneal(board: Board, moves: Moves, steps: int, watch: _Watch) -> None:
    """Cools once, and ends on the best plan seen, fair or not."""
    best, best_score = list(board.stand), board.score
    ratio = int((Decimal(COLD) / HOT) ** (Decimal(1) / COOLINGS) * 1_000_000)
    every = max(1, steps // COOLINGS)
    temperature, chance = HOT * 1_000, _chance()
    for done in range(steps):
        if done % every == 0 and done:
            temperature = temperature * ratio // 1_000_000
            watch.look(done)
        before, threshold = board.score, temperature * chance[moves.bits(12)] // 1_000_000
        changed = moves.any(threshold)
        if changed is None:
            continue
        if board.score < before - threshold:
            moves.undo(changed)
        elif board.score > best_score:
            best, best_score = list(board.stand), board.score
    _return_to(board, best)


def _return_to(board: Board, plan: list[Choice | None]) -> None:
    for g, choice in enumerate(board.stand):
        if choice is not None and choice != plan[g]:
            board.lift(g)
    for g, choice in enumerate(plan):
        if choice is not None and board.stand[g] is None:
            board.put(g, choice)


def _polish(problem: Problem, board: Board, moves: Moves, budget: int) -> None:
    """Better plans only, and only fair ones."""
    for _ in range(budget):
        before = board.score
        changed = moves.any(0)
        if changed is not None and (board.score <= before or not fair(problem, board)):
            moves.undo(changed)
