"""Solving on the web's graph in a fixed order, with adds, multiplies and divides only.

Idea: a web is nearly a tree. Nodes with few neighbours, no two of them adjacent, can
all be eliminated at once: that rakes off the twigs and halves every chain between junctions.
Repeating it leaves, after a few rounds, the loops, which go the same way by fewest
neighbours. The order depends on the shape alone, so it is found once; a round is a handful
of numpy calls however many nodes it holds, and the number of rounds grows like a logarithm.
The same order serves two systems: pressures (symmetric) and what the flow carries from
junction to junction (one way along every edge, so nothing is ever subtracted there).
Invariant: every sum is added up in one fixed order, so every machine gives the same bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Index = NDArray[np.intp]

FIELDS = 3  # carried together: injectate, drug, spent blood


@dataclass(frozen=True)
class _Round:
    """Nodes that go together; numbers are places in the order of elimination."""

    nodes: slice
    slots: slice
    own: Index  # for every slot of the round: the node that goes
    far: Index  # and the neighbour that stays
    target: Index  # entry of (diagonal, slots) that changes by share[a] * beside[b]
    a: Index
    b: Index
    # one-way, in (out, in, fields): entry `gains` grows by entry `by` times entry `of`
    gains: Index
    by: Index
    of: Index
    own_fields: Index  # `own` in every field


@dataclass(frozen=True)
class Factor:
    """A factored symmetric matrix, ready for any number of right sides."""

    order: Index
    rounds: tuple[_Round, ...]
    inverse: Array
    share: Array

    def solve(self, right: Array) -> Array:
        """Return x (N,) for a right side (N,)."""
        y = right.take(self.order)
        share = self.share
        for r in self.rounds:
            np.subtract.at(y, r.far, share[r.slots] * y.take(r.own))
        y *= self.inverse
        for r in reversed(self.rounds):
            np.subtract.at(y, r.own, share[r.slots] * y.take(r.far))
        x = np.empty_like(y)
        x[self.order] = y
        return x


class Elimination:
    """A fixed elimination order for the matrices of one graph."""

    def __init__(self, node_count: int, pairs: Sequence[tuple[int, int]]) -> None:
        self.node_count = node_count
        around: list[dict[int, int]] = [{} for _ in range(node_count)]
        slot_count = 0
        for a, b in pairs:
            if b not in around[a]:
                around[a][b] = around[b][a] = slot_count
                slot_count += 1
        original = {
            (node, far): slot for node in range(node_count) for far, slot in around[node].items()
        }
        steps: list[list[tuple[int, list[int], list[int]]]] = []
        left = list(range(node_count))
        while left:
            gone = _independent(left, around)
            step = []
            for k in gone:
                near = sorted(around[k])
                step.append((k, near, [around[k][n] for n in near]))
                for n in near:
                    del around[n][k]
            for _, near, _ in step:
                for i, n in enumerate(near):
                    for m in near[i + 1 :]:
                        if m not in around[n]:
                            around[n][m] = around[m][n] = slot_count
                            slot_count += 1
            steps.append(step)
            taken = set(gone)
            left = [n for n in left if n not in taken]
        order = [k for step in steps for k, _, _ in step]
        self.slot_count = slot_count
        self._order = np.array(order, dtype=np.intp)
        place = np.empty(node_count, dtype=np.intp)
        place[self._order] = np.arange(node_count)
        slot_place = np.empty(slot_count, dtype=np.intp)
        used = [slot for step in steps for _, _, slots in step for slot in slots]
        slot_place[used] = np.arange(slot_count)
        self._rounds = _rounds(steps, place, slot_place, node_count, slot_count)
        self.slot_of_pair = np.array([slot_place[original[pair]] for pair in pairs], dtype=np.intp)
        # Where the flow from a pair's first node to its second, or back, is entered.
        self._own = np.concatenate([r.own for r in self._rounds])
        self._far = np.concatenate([r.far for r in self._rounds])
        is_first = np.array([place[a] < place[b] for a, b in pairs], dtype=np.bool_)
        self.onward_of_pair = self.slot_of_pair + np.where(is_first, 0, slot_count)
        self.backward_of_pair = self.slot_of_pair + np.where(is_first, slot_count, 0)

    def factor(self, diagonal: Array, beside: Array) -> Factor:
        """Factor a symmetric positive definite matrix.

        `diagonal` is (N,), `beside` (`slot_count`,) one value per pair of neighbours, as
        numbered by `slot_of_pair`; slots that no pair owns must hold 0.
        """
        value = np.concatenate((diagonal.take(self._order), beside))
        off = value[self.node_count :]
        inverse = np.empty(self.node_count)
        share = np.empty(self.slot_count)
        for r in self._rounds:
            np.divide(1.0, value[r.nodes], out=inverse[r.nodes])
            np.multiply(off[r.slots], inverse.take(r.own), out=share[r.slots])
            np.subtract.at(value, r.target, share.take(r.a) * off.take(r.b))
        return Factor(self._order, self._rounds, inverse, share)

    def carried(self, total: Array, ways: Array, fixed: Array) -> Array:
        """Return concentrations c (FIELDS, N) at the nodes, mixed along a flow without circles.

        total[i] c[i] = fixed[:, i] + sum over neighbours of (way from j to i) c[j];
        `ways` is (2 `slot_count`,), filled by `onward_of_pair` and `backward_of_pair`.
        No term is ever subtracted, so what starts within bounds stays within them.
        """
        size = 2 * self.slot_count
        by = 1.0 / total
        scaled = by.take(self._order)
        field_count, count = fixed.shape
        book = np.empty(size + field_count * count)
        np.multiply(ways[: self.slot_count], scaled.take(self._far), out=book[: self.slot_count])
        np.multiply(
            ways[self.slot_count :], scaled.take(self._own), out=book[self.slot_count : size]
        )
        entering = book[self.slot_count : size]
        flat = book[size:]
        amount = flat.reshape(field_count, count)
        np.multiply(fixed.take(self._order, axis=1), scaled, out=amount)
        for r in self._rounds:
            np.add.at(book, r.gains, book.take(r.by) * book.take(r.of))
        for r in reversed(self._rounds):
            gained = entering[r.slots] * amount.take(r.far, axis=1)
            np.add.at(flat, r.own_fields, gained.reshape(-1))
        nodes = np.empty_like(amount)
        nodes[:, self._order] = amount
        return nodes


def _independent(left: list[int], around: list[dict[int, int]]) -> list[int]:
    """Return nodes of few neighbours, no two adjacent, fewest first."""
    fewest = min(len(around[n]) for n in left)
    limit = max(3, fewest + 1)
    blocked: set[int] = set()
    chosen = []
    few = [n for n in left if len(around[n]) <= limit]
    for n in sorted(few, key=lambda n: len(around[n])):
        if n not in blocked:
            chosen.append(n)
            blocked.update(around[n])
    return chosen


def _rounds(
    steps: list[list[tuple[int, list[int], list[int]]]],
    place: Index,
    slot_place: Index,
    node_count: int,
    slot_count: int,
) -> tuple[_Round, ...]:
    """Turn recorded steps into index tables in the order of elimination."""
    slot_of: dict[tuple[int, int], int] = {}
    for step in steps:
        for k, near, slots in step:
            for n, slot in zip(near, slots, strict=True):
                slot_of[k, n] = int(slot_place[slot])
    rounds = []
    node_at = slot_at = 0
    for step in steps:
        own: list[int] = []
        far: list[int] = []
        fill: list[tuple[int, int, int]] = []
        ways: list[tuple[int, int, int]] = []
        start = slot_at
        for k, near, _ in step:
            for i, n in enumerate(near):
                own.append(int(place[k]))
                far.append(int(place[n]))
                for j, m in enumerate(near[:i]):
                    earlier = (n, m) if place[n] < place[m] else (m, n)
                    slot = slot_of[earlier]
                    fill.append((node_count + slot, slot_at + j, slot_at + i))
                    # the way m -> n leaves the earlier of the two, or enters it
                    to_n = slot if earlier[0] == m else slot_count + slot
                    to_m = slot if earlier[0] == n else slot_count + slot
                    ways.append((to_n, slot_at + i, slot_count + slot_at + j))
                    ways.append((to_m, slot_at + j, slot_count + slot_at + i))
            slot_at += len(near)
        mine = np.arange(start, slot_at, dtype=np.intp)
        more = np.array(fill, dtype=np.intp).reshape(-1, 3).T
        oneway = np.array(ways, dtype=np.intp).reshape(-1, 3).T
        own_at, far_at = np.array(own, dtype=np.intp), np.array(far, dtype=np.intp)
        field = 2 * slot_count + node_count * np.arange(FIELDS)[:, None]
        rounds.append(
            _Round(
                nodes=slice(node_at, node_at + len(step)),
                slots=slice(start, slot_at),
                own=own_at,
                far=far_at,
                target=np.concatenate((far_at, more[0])),
                a=np.concatenate((mine, more[1])),
                b=np.concatenate((mine, more[2])),
                gains=np.concatenate((oneway[0], (field + far_at).reshape(-1))),
                by=np.concatenate((oneway[1], np.tile(mine, FIELDS))),
                of=np.concatenate((oneway[2], (field + own_at).reshape(-1))),
                own_fields=(field - 2 * slot_count + own_at).reshape(-1),
            )
        )
        node_at += len(step)
    return tuple(rounds)
