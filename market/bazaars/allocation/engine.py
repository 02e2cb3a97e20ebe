"""The search: annealing with ejections, budgeted in moves, the same on every machine.

Integers and a seeded generator only: no clock, no floating point and no order of a set decides anything.
"""

from collections.abc import Callable
from decimal import Decimal

from market.bazaars.allocation.board import Board
from market.bazaars.allocation.mixing import mix
from market.bazaars.allocation.moves import Moves
from market.bazaars.allocation.problem import Choice, Problem
from market.bazaars.allocation.score import Choices, score
from market.bazaars.allocation.settle import fair, first_plan, settle
from market.kernel.refused import Refused

ENGINE = "dermaga-ejection-1"
BUDGET = 250_000
MOVES_EACH = 4_000
MOST_BUDGET = 50_000_000
HOT, WARM, COLD = 400, 150, 6  # points of score a move may cost: at first, when heated again, at last
COOLINGS = 200
ROUND = 250  # moves for each group in one cooling
MOST_ROUNDS = 12
STEPS = 4096
# Thousandths of −ln u in the middles of 4096 steps: exact decimals, no machine's own logarithm.
CHANCE = [int(-(Decimal(2 * n + 1) / (2 * STEPS)).ln() * 1000) for n in range(STEPS)]
Report = Callable[[int, int], bool]  # (moves done, budget) → go on?


def usual_budget(groups: int, slots: int) -> int:
    """The moves of an ordinary run: a small bazaar has seen all it can long before 250,000 of them."""
    return min(BUDGET, MOVES_EACH * max(1, groups) * max(1, slots))


class Cancelled(Exception):
    """Whoever watched the search said stop."""


def solve(problem: Problem, seed: int, budget: int, report: Report | None = None) -> Choices:
    """A legal plan without envy and waste; for each group where it stands, or None."""
    if not 0 <= budget <= MOST_BUDGET:
        raise Refused("budget_wrong", what=str(budget))
    board = Board(problem)
    first_plan(problem, board)
    moves = Moves(problem, board, seed)
    if board.stand and board.slots and problem.booths:
        _anneal(board, moves, budget - budget // 8, report)
        settle(problem, board)
        _polish(problem, board, moves, budget // 8)
        if problem.mix:
            mix(problem, board, moves)
    plan = list(board.stand)
    assert score(problem, plan) == board.score
    return plan


def _anneal(board: Board, moves: Moves, budget: int, report: Report | None) -> None:
    """Cools in rounds of so many moves for each group, each from the best plan seen; ends on that plan."""
    best, best_score = list(board.stand), board.score
    rounds = max(1, min(MOST_ROUNDS, budget // (ROUND * max(1, len(board.stand)))))
    steps = max(1, budget // rounds)
    ratio = int((Decimal(COLD) / HOT) ** (Decimal(1) / COOLINGS) * 1_000_000)
    every = max(1, steps // COOLINGS)
    temperature = HOT * 1_000
    for done in range(budget):
        if done % every == 0 and done:
            temperature = temperature * ratio // 1_000_000
            if report and not report(done, budget):
                raise Cancelled
        if done % steps == 0 and done:
            _return_to(board, best)
            temperature = WARM * 1_000
        before, threshold = board.score, temperature * CHANCE[moves.bits(12)] // 1_000_000
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
