"""Settling: a first plan with its pins, and making any plan fair.

A group that could have free spots gets them; one that justly envies another replaces it. Each step lets
in a higher rank at the cost of a lower one at most, so the steps end.
"""

from market.bazaars.allocation.board import Board
from market.bazaars.allocation.fairness import Fairness
from market.bazaars.allocation.parts import NOWHERE
from market.bazaars.allocation.problem import Choice, Problem
from market.kernel.refused import Refused

MOST_TRIES = 2_000


def first_plan(problem: Problem, board: Board) -> None:
    """Pins, then what still holds of the previous plan, then everybody by rank, reserved groups first."""
    put_pins(problem, board)
    for g, choice in _previous(problem):
        if board.stand[g] is None and legal(problem, board, g, choice):
            board.put(g, choice)
    order = sorted(range(len(problem.groups)), key=lambda g: (not problem.groups[g].reserved, g))
    for g in order:
        if board.stand[g] is None:
            room = best_room(problem, board, g, one_slot=True)
            if room is not None:
                board.put(g, room)


def check_pins(problem: Problem) -> None:
    """Refused when the pins cannot all stand, or leave a group without the other slots it must have."""
    put_pins(problem, Board(problem))


def put_pins(problem: Problem, board: Board) -> None:
    """Pinned groups stand; those that take all their slots or none get the others. Refused when no way is found."""
    fixed = [g for g, pinned in enumerate(problem.pinned) if pinned]
    for g in fixed:
        board.put(g, problem.choice_of(problem.pinned[g].items()))
    open_slots = [
        (g, slot)
        for g in fixed
        if not problem.groups[g].accepts_fewer
        for slot in problem.asked[g]
        if slot not in problem.pinned[g]
    ]
    tries = [0]
    if not _complete(problem, board, open_slots, tries):
        raise Refused("pins_unfinished", group=problem.groups[open_slots[0][0]].id)


def _complete(problem: Problem, board: Board, left: list[tuple[int, int]], tries: list[int]) -> bool:
    """Finds spots for the slots that pins leave open, the slot with fewest spots first."""
    if not left:
        return True
    ways = {(g, slot): [p for p in problem.fits[g] if board.free(g, slot, p)] for g, slot in left}
    g, slot = min(left, key=lambda each: (len(ways[each]), each))
    rest = [each for each in left if each != (g, slot)]
    before = board.stand[g]
    assert before is not None
    for spot in ways[g, slot]:
        tries[0] += 1
        if tries[0] > MOST_TRIES:
            return False
        board.change_to(g, (*before[:slot], spot, *before[slot + 1 :]))
        if _complete(problem, board, rest, tries):
            return True
        board.change_to(g, before)
    return False


def _previous(problem: Problem) -> list[tuple[int, Choice]]:
    found = []
    for g, before in enumerate(problem.before):
        stands = []
        for slot, booths in sorted(before):
            numbers = tuple(sorted(problem.booth_at.get(booth, -1) for booth in booths))
            if slot in problem.slot_at and numbers in problem.spot_at:
                stands.append((problem.slot_at[slot], problem.spot_at[numbers]))
        if stands and not problem.pinned[g]:
            found.append((g, problem.choice_of(stands)))
    return found


def legal(problem: Problem, board: Board, g: int, choice: Choice) -> bool:
    """Whether a group that stands nowhere may stand there."""
    given = [slot for slot in board.slots if choice[slot] >= 0]
    asked = problem.asked[g]
    if not all(slot in asked for slot in given) or (not problem.groups[g].accepts_fewer and len(given) < len(asked)):
        return False
    return all(board.free(g, slot, choice[slot]) for slot in given)


def best_room(problem: Problem, board: Board, g: int, *, one_slot: bool = False) -> Choice | None:
    """The best free spots for a group: where it likes to be, one spot for all slots if there is one."""
    asked, fewer = problem.asked[g], problem.groups[g].accepts_fewer
    if not any(board.empty[slot] for slot in asked):
        return None
    worth, kind = board.worth[g], board.kind
    spots = sorted(problem.fits[g], key=lambda spot: (-worth[kind[spot]], spot))
    if not fewer or not one_slot:
        for spot in spots:
            if all(board.free(g, slot, spot) for slot in asked):
                return problem.choice_of((slot, spot) for slot in asked)
    found = {}
    for slot in asked:
        spot = next((spot for spot in spots if board.free(g, slot, spot)), NOWHERE)
        if spot >= 0:
            found[slot] = spot
            if fewer and one_slot:
                break
        elif not fewer:
            return None
    return problem.choice_of(found.items()) if found else None


def settle(problem: Problem, board: Board) -> None:
    """Makes a plan fair: no waste, no justified envy of anybody unpinned."""
    while _fill_waste(problem, board) or _end_envy(problem, board):
        pass


def _fill_waste(problem: Problem, board: Board) -> bool:
    some = False
    for g, choice in enumerate(board.stand):
        if choice is None:
            room = best_room(problem, board, g)
            if room is not None:
                board.put(g, room)
                some = True
    return some


def _end_envy(problem: Problem, board: Board) -> bool:
    """The highest rank that envies takes the spot that costs the plan least."""
    fairness = Fairness(problem, board.stand)
    for u in fairness.left_out:
        best: tuple[int, int] | None = None  # the plan's score with u in v's place, and -v: of equals the first
        for v in range(u + 1, len(board.stand)):
            choice = board.stand[v]
            if choice is None or problem.pinned[v] or not fairness.envies(u, v, choice):
                continue
            board.lift(v)
            board.put(u, choice)
            best = max(best, (board.score, -v)) if best else (board.score, -v)
            board.lift(u)
            board.put(v, choice)
        if best:
            v = -best[1]
            choice = board.lift(v)
            board.put(u, choice)
            return True
    return False


def fair(problem: Problem, board: Board) -> bool:
    """Whether a plan that was fair before a move still is: who moved may have freed something or be envied now."""
    fairness = Fairness(problem, board.stand)
    if fairness.wasted() is not None:
        return False
    return not any(True for _, v in fairness.pairs() if not problem.pinned[v])
