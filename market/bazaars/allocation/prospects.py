"""Whether a move is worth making: what may come of it at best, reckoned before anybody stands elsewhere.

Most moves of a search that has cooled bring nothing. To make one and take it back costs five times as much as this.
"""

from collections.abc import Callable, Sequence

from market.bazaars.allocation.board import Board
from market.bazaars.allocation.parts import NOWHERE
from market.bazaars.allocation.problem import Choice

MOST_EJECTED = 3
LOOSE_BITS = 2  # one move in four is tried though it looks poor: what is freed may bring more than it seems
LOOSE = 300  # points of score by which it may look so


class Prospects:
    """What moves on a board promise. `bits` draws random bits."""

    def __init__(self, board: Board, bits: Callable[[int], int], fixed: Sequence[bool], fewer: Sequence[bool]) -> None:
        self.board = board
        self.bits = bits
        self.fixed = fixed
        self.fewer = fewer

    def worth_trying(self, g: int, choice: Choice, threshold: int) -> list[int] | None:
        """Who would be ejected; None when that is forbidden, or cannot pay even if those find what they hope for."""
        board, old = self.board, self.board.stand[g]
        least = -threshold - (LOOSE if self.bits(LOOSE_BITS) == 0 else min(LOOSE, board.friction))
        hope = board.own_worth(g, choice) - (board.own[g] if old is not None else 0)
        if hope < least:
            return None
        ejected = self._ejected(g, choice)
        if ejected is None:
            return None
        for h in ejected:
            hope += self._hope(h, g, choice, old)
        if hope < least or hope - self._friction(g, choice, ejected) < least:
            return None
        return ejected

    def _hope(self, h: int, g: int, taken: Choice, offered: Choice | None) -> int:
        """What may come of a group that g ejects: the spot it is offered, or one as good where any is free, or less."""
        board, was = self.board, self.board.stand[h]
        assert was is not None
        worth, kind = board.worth[h], board.kind
        change, filled, lost, kept = 0, 0, False, False
        for slot, spot in enumerate(was):
            if spot < 0:
                continue
            offer = NOWHERE if offered is None else offered[slot]
            filled += worth[kind[spot]] if offer >= 0 else 0  # g's spot goes to somebody, if not to h
            if taken[slot] < 0 or (taken[slot] != spot and not board.overlap(taken[slot], spot)):
                kept = True
            elif offer >= 0 and self._takes(h, g, slot, offer, spot):
                kept = True
                change += worth[kind[offer]] - worth[kind[spot]]
                change -= board.neighbour * board.alike(board.category[h], slot, offer, (g, h))
            elif board.empty[slot]:
                kept = True
            else:
                lost = True
                change -= worth[kind[spot]] if offer < 0 else 0
        gone = lost and not (kept and self.fewer[h])
        return filled - board.own[h] if gone else change

    def _takes(self, h: int, g: int, slot: int, offer: int, was: int) -> bool:
        """Whether h could stand in a spot that g leaves, as far as needs and watts go."""
        board = self.board
        if not board.fit[h][offer]:
            return False
        circuit = board.circuit[offer]
        if circuit < 0:
            return True
        leaves = board.watt[g] + (board.watt[h] if board.circuit[was] == circuit else 0)
        return board.load[slot][circuit] - leaves + board.watt[h] <= board.power[circuit]

    def _friction(self, g: int, choice: Choice, ejected: list[int]) -> int:
        """What g's new neighbours of its category cost, those that it ejects apart."""
        board, old, found = self.board, self.board.stand[g], 0
        gone = (g, *ejected)
        for slot, spot in enumerate(choice):
            if spot >= 0 and (old is None or old[slot] != spot):
                found += board.alike(board.category[g], slot, spot, gone)
        return found * board.neighbour

    def _ejected(self, g: int, choice: Choice) -> list[int] | None:
        """Who stands there; None when one of them is fixed or they are too many."""
        board, found = self.board, list[int]()
        for slot, spot in enumerate(choice):
            if spot < 0:
                continue
            row = board.occupied[slot]
            for booth in board.booths_of[spot]:
                h = row[booth]
                if h >= 0 and h != g and h not in found:
                    if self.fixed[h]:
                        return None
                    found.append(h)
        return found if len(found) <= MOST_EJECTED else None
