"""Solving for the junction pressures in a fixed order, with adds, multiplies and divides only.

Idea: a web is nearly a tree. Eliminating the node with the fewest neighbours first peels the
trees, then the chains between junctions, then the few loops that are left; the order depends
on the shape alone, so it is found once. Python floats in a fixed order give the same bytes
on every machine, and at 250 nodes they are faster than a dense numpy elimination.
"""

from collections.abc import Sequence


class Elimination:
    """A fixed elimination order for a symmetric matrix with the pattern of a graph."""

    def __init__(self, node_count: int, pairs: Sequence[tuple[int, int]]) -> None:
        self.node_count = node_count
        slots: dict[tuple[int, int], int] = {}
        for a, b in pairs:
            slots.setdefault((min(a, b), max(a, b)), len(slots))
        self.slot_of_pair = [slots[min(a, b), max(a, b)] for a, b in pairs]
        self.pair_count = len(slots)
        around: list[set[int]] = [set() for _ in range(node_count)]
        for a, b in slots:
            around[a].add(b)
            around[b].add(a)
        self._program: list[
            tuple[int, tuple[tuple[int, int], ...], tuple[tuple[int, int, int], ...]]
        ] = []
        left = set(range(node_count))
        while left:
            k = min(left, key=lambda n: (len(around[n]), n))
            left.remove(k)
            near = sorted(around[k])
            to_near = tuple((n, slots[min(k, n), max(k, n)]) for n in near)
            fill = []
            for first, (i, slot_i) in enumerate(to_near):
                around[i].discard(k)
                for j, slot_j in to_near[first + 1 :]:
                    around[i].add(j)
                    around[j].add(i)
                    fill.append((slots.setdefault((i, j), len(slots)), slot_i, slot_j))
            self._program.append((k, to_near, tuple(fill)))
        self._fill_count = len(slots) - self.pair_count

    def solve(self, diagonal: list[float], beside: list[float], right: list[float]) -> list[float]:
        """Solve for x (N,); `diagonal` (N,) and `right` (N,) are consumed.

        `beside` holds one off-diagonal value per distinct pair, as numbered by
        `slot_of_pair`. The matrix must be positive definite, or the last pivot divides by 0.
        """
        beside = beside + [0.0] * self._fill_count
        for k, near, fill in self._program:
            inverse = 1.0 / diagonal[k]
            diagonal[k] = inverse
            pushed = right[k] * inverse
            for i, slot in near:
                value = beside[slot]
                diagonal[i] -= value * value * inverse
                right[i] -= value * pushed
            for slot, slot_i, slot_j in fill:
                beside[slot] -= beside[slot_i] * beside[slot_j] * inverse
        for k, near, _ in reversed(self._program):
            total = right[k]
            for i, slot in near:
                total -= beside[slot] * right[i]
            right[k] = total * diagonal[k]
        return right
