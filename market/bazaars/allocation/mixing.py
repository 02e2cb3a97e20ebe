"""Mixing: a finished plan walks at random among fair plans of the same worth.

The search lets groups in one after the other, those of the reserved share first, and where nothing is gained by it
nobody moves again: the map alone would tell who was let in first. After mixing, that order is lost: every exchange that
is tried may happen, however large the bazaar, because what it changes for others is looked at where it changes.
"""

from market.bazaars.allocation.board import Board
from market.bazaars.allocation.fairness import Fairness
from market.bazaars.allocation.moves import Moves
from market.bazaars.allocation.problem import Choice, Problem
from market.bazaars.allocation.settle import legal

TRIES_EACH = 20


def mix(problem: Problem, board: Board, moves: Moves) -> None:
    """Exchanges the spots of two groups again and again, where it costs nothing and wrongs nobody."""
    n, mixed = len(board.stand), MixedPlan(problem, board)
    for _ in range(TRIES_EACH * n):
        g, h = moves.below(n), moves.below(n)
        one, other = board.stand[g], board.stand[h]
        if g == h or one is None or other is None or moves.fixed[g] or moves.fixed[h] or one == other:
            continue
        before = board.score
        if not _exchange(problem, board, g, h, one, other):
            continue
        if board.score != before or not mixed.still_fair(g, h, one, other):
            board.change_to(g, None)
            board.change_to(h, other)
            board.change_to(g, one)
            mixed.follow(one, other)


class MixedPlan:
    """A fair plan two of whose groups changed places: who might envy somebody now, or have room.

    An exchange frees no booth and leaves nobody out. It changes what stands in two places, what their circuits give,
    and how many of the reserved share stand in a slot that only one of the two stands in.
    """

    def __init__(self, problem: Problem, board: Board) -> None:
        self.problem, self.board = problem, board
        self.fairness = Fairness(problem, board.stand)
        self.fairness.reserved_there = board.reserved_there  # the board keeps them up to date
        # Of each circuit the spots of one booth, whose number is the booth's
        self.booths = [[n for n, spot in enumerate(problem.spots) if spot.circuit == c and len(spot.booths) == 1]
                       for c in range(len(problem.circuits))]  # fmt: skip

    def follow(self, one: Choice, other: Choice) -> list[tuple[int, int]]:
        """Notes the watts that are drawn now in these places; the circuits, with the slot, that give another number."""
        load, changed = self.fairness.load, []
        for choice in (one, other):
            for slot, spot in enumerate(choice):
                circuit = self.board.circuit[spot] if spot >= 0 else -1
                if circuit >= 0 and load.get((circuit, slot), 0) != self.board.load[slot][circuit]:
                    load[circuit, slot] = self.board.load[slot][circuit]
                    changed.append((circuit, slot))
        return changed

    def still_fair(self, g: int, h: int, one: Choice, other: Choice) -> bool:
        """Whether a plan that was fair is so after g went from `one` to `other`, and h the other way."""
        changed, board = self.follow(one, other), self.board
        there = [board.occupied[slot][booth] for circuit, slot in changed for booth in self.booths[circuit]]
        if -1 in there and Fairness(self.problem, board.stand).wasted() is not None:
            return False
        asked = {g, h, *there} - {-1}
        if board.reserved[g] != board.reserved[h] and _slots(one) != _slots(other):
            asked |= {v for v, choice in enumerate(board.stand) if choice is not None and board.reserved[v]}
        return not any(self._envied(v) for v in sorted(asked) if not self.problem.pinned[v])

    def _envied(self, v: int) -> bool:
        choice = self.board.stand[v]
        return choice is not None and any(self.fairness.envies(u, v, choice) for u in self.fairness.left_out if u < v)


def _slots(choice: Choice) -> list[int]:
    return [slot for slot, spot in enumerate(choice) if spot >= 0]


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
