"""The moves of the search. Each changes the board and says what it changed, so that it can be taken back."""

import random
from collections.abc import Sequence

from market.bazaars.allocation.board import Board
from market.bazaars.allocation.parts import NOWHERE
from market.bazaars.allocation.problem import Choice, Problem
from market.bazaars.allocation.prospects import Prospects

Changed = list[tuple[int, Choice | None]]  # groups in the order they moved, with where each stood before


class Moves:
    """Random moves on a board. `fixed` groups are pinned: they stay, and nobody takes their spots."""

    def __init__(self, problem: Problem, board: Board, seed: int) -> None:
        self.problem = problem
        self.board = board
        self.bits = random.Random(seed).getrandbits
        self.fixed = [bool(pinned) for pinned in problem.pinned]
        self.fewer = [group.accepts_fewer or len(group.slots) == 1 for group in problem.groups]
        self.small = [group.booths_min == 1 for group in problem.groups]
        self.prospects = Prospects(board, self.bits, self.fixed, self.fewer)
        self.liked = [self._liked(g) for g in range(len(problem.groups))]
        self.asking = [[g for g, asked in enumerate(problem.asked) if slot in asked] for slot in board.slots]
        self.pairs_of: list[list[int]] = [[] for _ in problem.booths]
        for number, spot in enumerate(problem.spots):
            if len(spot.booths) == 2:
                for booth in spot.booths:
                    self.pairs_of[booth].append(number)

    def _liked(self, g: int) -> list[list[int]]:
        """The spots a group fits, in tiers of equal preference, the dearest first."""
        group, tiers = self.problem.groups[g], dict[int, list[int]]()
        for spot in self.problem.fits[g]:
            liking = group.preferences.get(self.problem.zones[self.problem.spots[spot].zone], 0)
            tiers.setdefault(liking, []).append(spot)
        return [tiers[liking] for liking in sorted(tiers, reverse=True)]

    def below(self, n: int) -> int:
        """A random number from 0 to n − 1."""
        return (self.bits(30) * n) >> 30

    def one_of(self, items: Sequence[int]) -> int:
        return items[(self.bits(30) * len(items)) >> 30]

    def any(self, threshold: int) -> Changed | None:
        """One random move; None when nothing came of it. `threshold` is what may be lost just now."""
        kind = self.bits(3)
        if kind == 0:
            return self.fill_hole()
        if kind == 1:
            return self.trim()
        return self.reassign(self.below(len(self.board.stand)), threshold)

    def undo(self, changed: Changed) -> None:
        board, began = self.board, dict[int, Choice | None]()
        for g, before in changed:
            began.setdefault(g, before)  # a group that moved twice began where its first entry says
            if board.stand[g] is not None:
                board.lift(g)
        for g, before in began.items():
            if before is not None:
                board.put(g, before)

    def trim(self) -> Changed | None:
        """A group gives up one of its slots; somebody else may take it."""
        board, g = self.board, self.below(len(self.board.stand))
        choice = board.stand[g]
        if choice is None or self.fixed[g] or not self.fewer[g]:
            return None
        given = [slot for slot in board.slots if choice[slot] >= 0]
        if len(given) < 2:
            return None
        slot = self.one_of(given)
        spot = choice[slot]
        board.change_to(g, (*choice[:slot], NOWHERE, *choice[slot + 1 :]))
        changed: Changed = [(g, choice)]
        for booth in board.booths_of[spot]:
            self.fill(slot, booth, changed, g)
        return changed

    def fill_hole(self) -> Changed | None:
        """A free booth, if one is found soon, goes to somebody who wants it."""
        slot = self.below(self.board.n_slots)
        row = self.board.occupied[slot]
        bits, many = self.bits, len(row)
        for _ in range(8):
            booth = (bits(30) * many) >> 30
            if row[booth] < 0:
                changed: Changed = []
                self.fill(slot, booth, changed, NOWHERE)
                return changed or None
        return None

    def fill(self, slot: int, booth: int, changed: Changed, giver: int) -> None:
        """The best of six who asked for this slot gets the booth, or the pair it is half of."""
        board, pool = self.board, self.asking[slot]
        if board.occupied[slot][booth] >= 0 or not pool:
            return
        best_gain, best, where = 0, NOWHERE, NOWHERE
        for _ in range(6):
            g = pool[(self.bits(30) * len(pool)) >> 30]
            choice = board.stand[g]
            if g == giver or not self.fewer[g] or (choice is not None and choice[slot] >= 0):
                continue
            spot = booth if self.small[g] else self._free_pair(g, slot, booth)
            if spot < 0 or not board.free(g, slot, spot):
                continue
            gain = board.worth[g][board.kind[spot]]
            if choice is None:
                gain += board.admitted[g]
            elif spot not in choice:
                gain -= board.move
            if gain > best_gain:
                best_gain, best, where = gain, g, spot
        if best >= 0:
            before = board.stand[best]
            new = list(before or (NOWHERE,) * board.n_slots)
            new[slot] = where
            board.change_to(best, tuple(new))
            changed.append((best, before))

    def _free_pair(self, g: int, slot: int, booth: int) -> int:
        return next((pair for pair in self.pairs_of[booth] if self.board.free(g, slot, pair)), NOWHERE)

    def reassign(self, g: int, threshold: int) -> Changed | None:
        """A group goes elsewhere; who stood there takes its spot, another free one, gives up a slot, or leaves."""
        board, old = self.board, self.board.stand[g]
        if self.fixed[g] or not self.liked[g]:
            return None
        choice = self._draw(g, old)
        ejected = None if choice == old else self.prospects.worth_trying(g, choice, threshold)
        if ejected is None:
            return None
        changed: Changed = [(g, old), *[(h, board.stand[h]) for h in ejected]]
        for each, before in changed:
            if before is not None:
                board.lift(each)
        if not self._powered(g, choice):
            self.undo(changed)
            return None
        board.put(g, choice)
        for h in ejected:
            self._rehome(h, changed, old)
        if old is not None:
            self._let(g, old, changed)
        return changed

    def _draw(self, g: int, old: Choice | None) -> Choice:
        """Somewhere else for a group: mostly a spot it likes best."""
        asked, tiers = self.problem.asked[g], self.liked[g]
        spot = self.one_of(tiers[0] if self.bits(4) < 9 else tiers[self.below(len(tiers))])
        slots: Sequence[int] = asked
        new = [NOWHERE] * self.board.n_slots
        if self.fewer[g] and old is None:
            slots = (self.one_of(asked),) if self.bits(2) else asked
        elif self.fewer[g] and old is not None:
            kind = self.bits(3)
            if kind < 4:  # the same slots elsewhere
                slots = [slot for slot in self.board.slots if old[slot] >= 0]
                own = old[self.one_of(slots)]
                if kind & 1 and any(old[slot] != own for slot in slots):  # all of them in one spot that it has
                    spot = own
            elif kind == 4:  # another slot
                slots = (self.one_of(asked),)
            elif kind < 7:  # one slot more, or one of them elsewhere
                new = list(old)
                slots = (self.one_of(asked),)
                if old[slots[0]] < 0 and self.bits(1):
                    spot = max(old)
        for slot in slots:
            new[slot] = spot
        return tuple(new)

    def _powered(self, g: int, choice: Choice) -> bool:
        board, watt = self.board, self.board.watt[g]
        if not watt:
            return True
        for slot, spot in enumerate(choice):
            circuit = board.circuit[spot] if spot >= 0 else -1
            if circuit >= 0 and board.load[slot][circuit] + watt > board.power[circuit]:
                return False
        return True

    def _rehome(self, h: int, changed: Changed, offered: Choice | None) -> None:
        """An ejected group keeps what is still free, takes what was offered, looks for a spot, or stands nowhere."""
        was = next(before for g, before in changed if g == h)
        assert was is not None
        new, kept = [NOWHERE] * self.board.n_slots, 0
        for slot, spot in enumerate(was):
            if spot < 0:
                continue
            new[slot] = self._another(h, slot, spot, NOWHERE if offered is None else offered[slot])
            if new[slot] >= 0:
                kept += 1
            elif not self.fewer[h]:
                return
        if kept:
            self.board.put(h, tuple(new))

    def _another(self, h: int, slot: int, was: int, offered: int) -> int:
        board = self.board
        if board.free(h, slot, was):
            return was
        if offered >= 0:
            if board.free(h, slot, offered):
                return offered
            first = board.booths_of[offered][0]
            if self.small[h] and board.free(h, slot, first):
                return first
        row, bits, first_booth = board.occupied[slot], self.bits, board.first_booth
        for tier in self.liked[h][:3]:
            many = len(tier)
            for _ in range(3):
                spot = tier[(bits(30) * many) >> 30]
                if row[first_booth[spot]] < 0 and board.free(h, slot, spot):
                    return spot
        return NOWHERE

    def _let(self, g: int, old: Choice, changed: Changed) -> None:
        """What a group left and nobody took goes to somebody who wants it."""
        board, now = self.board, self.board.stand[g]
        for slot, spot in enumerate(old):
            if spot >= 0 and now is not None and now[slot] != spot:
                for booth in board.booths_of[spot]:
                    self.fill(slot, booth, changed, g)
