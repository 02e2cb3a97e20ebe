"""`python -m bench.allocation [--small]`: booths allotted by hand's ways and by ours, beside what nobody can beat.

First come, first served and greedy stand beside the engine on the same instances, and the engine beside cheaper
budgets, with what each means for people. Seconds are the processor's. Then six bazaars in a row, to see who is never
in.
"""

import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from bench.instances import instance
from market.bazaars.allocation.board import Board
from market.bazaars.allocation.bound import find_prices
from market.bazaars.allocation.engine import solve, usual_budget
from market.bazaars.allocation.fairness import Fairness
from market.bazaars.allocation.instance import read_instance
from market.bazaars.allocation.parts import NOWHERE
from market.bazaars.allocation.prices import bound
from market.bazaars.allocation.problem import Problem
from market.bazaars.allocation.score import Choices, same_category_neighbours, score
from market.bazaars.allocation.settle import best_room

SMALL = "--small" in sys.argv
SIZES = (
    (6, 4, 2),
    (16, 12, 2),
    (30, 20, 2),
    (31, 24, 2),
    (78, 60, 3),
    (150, 100, 3),
    (500, 300, 3),
    (1000, 600, 5),
    (1500, 1000, 5),
)
CHEAPER = (64, 16, 4, 1)  # the usual budget through these


def first_come(problem: Problem) -> Choices:
    """In the order of registering, which is drawn: each takes the best that is free, all its slots first."""
    order = list(range(len(problem.groups)))
    random.Random(1).shuffle(order)
    return _one_by_one(problem, order)


def greedy(problem: Problem) -> Choices:
    """By points, reserved groups first, as a careful officer would."""
    return _one_by_one(problem, sorted(range(len(problem.groups)), key=lambda g: (not problem.groups[g].reserved, g)))


def _one_by_one(problem: Problem, order: list[int]) -> Choices:
    board = Board(problem)
    for g in order:
        room = best_room(problem, board, g)
        if room is not None:
            board.put(g, room)
    return list(board.stand)


def show(name: str, problem: Problem, limit: int, plan: Choices, seconds: float) -> None:
    reached = score(problem, plan)
    waited = [g for g, group in enumerate(problem.groups) if group.points >= 200]
    reserved = [g for g, group in enumerate(problem.groups) if group.reserved]
    envy = sum(1 for _ in Fairness(problem, plan).pairs())
    inside = [g for g, choice in enumerate(plan) if choice is not None]
    print(
        f"{name:24} {seconds:6.2f} s  score {reached:>9,}  gap {(limit - reached) / limit:7.2%}  in "
        f"{len(inside):4}/{len(plan):4}"
        f"  long waiting {sum(plan[g] is not None for g in waited):3}/{len(waited):3}"
        f"  reserved {sum(plan[g] is not None for g in reserved):3}/{len(reserved):3}"
        f"  alike neighbours {same_category_neighbours(problem, plan):4}  envy {envy:5}",
        flush=True,
    )


def timed(make: Callable[[Problem], Choices], problem: Problem) -> tuple[Choices, float]:
    start = time.process_time()
    plan = make(problem)
    return plan, time.process_time() - start


def sizes() -> None:
    for size in SIZES[: 4 if SMALL else None]:
        problem = read_instance(instance(*size))
        start = time.process_time()
        limit = bound(problem, find_prices(problem))
        spent = time.process_time() - start
        print(f"\n{size[0]} groups, {size[1]} booths, {size[2]} slots: at most {limit:,} ({spent:.2f} s)")
        for name, make in (("first come, first served", first_come), ("greedy by points", greedy)):
            show(name, problem, limit, *timed(make, problem))
        for part in CHEAPER:
            _engine(problem, limit, usual_budget(size[0], size[2]) // part)


def _engine(problem: Problem, limit: int, budget: int) -> None:
    done = [0]
    plan, seconds = timed(lambda p: solve(p, 1, budget, watched(done), limit), problem)
    show(f"engine, {budget:,} moves", problem, limit, plan, seconds)
    print(f"{'':24} {done[0]:,} moves done, {done[0] / max(seconds, 0.001):,.0f} a second")


def watched(done: list[int]) -> Callable[[int, int], bool]:
    """Keeps how many moves a search has made."""

    def note(moves: int, _: int) -> bool:
        done[0] = moves
        return True

    return note


def series(make: Callable[[Problem], Choices], bazaars: int = 6) -> tuple[int, int]:
    """(groups never in, the most bazaars in a row without) over several bazaars of 150 groups and 60 booths."""
    turns: Counter[str] = Counter()
    streak: Counter[str] = Counter()
    longest: Counter[str] = Counter()
    for number in range(bazaars):
        data: dict[str, Any] = instance(150, 60, 2, seed=9)
        chance = random.Random(number)
        for group in data["groups"]:
            group["points"] = max(1, 100 + 40 * min(3, streak[group["id"]]) - 12 * turns[group["id"]])
            group["lottery"] = chance.randrange(10**6)
        problem = read_instance(data)
        plan = make(problem)
        for g, choice in enumerate(plan):
            name = problem.groups[g].id
            if choice is not None and any(place != NOWHERE for place in choice):
                turns[name] += 1
                streak[name] = 0
            elif problem.fits[g]:
                streak[name] += 1
                longest[name] = max(longest[name], streak[name])
    able = [problem.groups[g].id for g in range(len(problem.groups)) if problem.fits[g]]
    return sum(turns[name] == 0 for name in able), max(longest[name] for name in able)


def main() -> None:
    sizes()
    print("\nsix bazaars in a row, 150 groups, 60 booths, 2 slots")
    for name, make in (
        ("first come, first served", first_come),
        ("greedy by points", greedy),
        ("engine", lambda p: solve(p, 1, 60_000)),
    ):
        never, longest = series(make)
        print(f"{name:24} never in: {never}, longest wait: {longest} in a row")


if __name__ == "__main__":
    main()
