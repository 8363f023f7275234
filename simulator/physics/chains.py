"""One linear network of chains between junctions, factored once and solved for any right side.

Idea: an edge is a chain of C conductances with C - 1 inner faces. Every inner face is written
as base + from_first * p_first + from_last * p_last by one tridiagonal sweep over all edges at
once; what is left couples the two ends of an edge, and the junctions are eliminated.
Invariant: adds, multiplies and divides in one fixed order.
"""

import numpy as np
from numpy.typing import NDArray

from simulator.physics.elimination import Elimination

Array = NDArray[np.float64]


class Chains:
    """A factored network; N nodes, E edges of C cells."""

    def __init__(
        self,
        elimination: Elimination,
        ends: tuple[NDArray[np.intp], NDArray[np.intp]],
        cells: Array,
        inner_g: Array,
        node_g: Array,
    ) -> None:
        """Factor `cells` (C, E) conductances, with `inner_g` (C - 1, E) from every inner face
        and `node_g` (N,) from every node to the outside."""
        self._first, self._last = ends
        self._cells = cells
        self._node_count = len(node_g)
        inner = len(inner_g)
        inverse, ahead = np.empty_like(inner_g), np.empty_like(inner_g)
        from_first, from_last = np.empty_like(inner_g), np.empty_like(inner_g)
        diagonal = cells[:-1] + cells[1:]
        diagonal += inner_g
        np.divide(1.0, diagonal[0], out=inverse[0])
        np.multiply(cells[1], inverse[0], out=ahead[0])
        np.multiply(cells[0], inverse[0], out=from_first[0])
        for j in range(1, inner):
            np.divide(1.0, diagonal[j] - cells[j] * ahead[j - 1], out=inverse[j])
            np.multiply(cells[j + 1], inverse[j], out=ahead[j])
            np.multiply(cells[j] * from_first[j - 1], inverse[j], out=from_first[j])
        from_last[-1] = ahead[-1]
        for j in range(inner - 2, -1, -1):
            from_first[j] += ahead[j] * from_first[j + 1]
            np.multiply(ahead[j], from_last[j + 1], out=from_last[j])
        self._inverse, self._ahead = inverse, ahead
        self._from_first, self._from_last = from_first, from_last
        total = node_g + np.bincount(
            self._first, cells[0] * (1.0 - from_first[0]), self._node_count
        )
        total += np.bincount(self._last, cells[-1] * (1.0 - from_last[-1]), self._node_count)
        beside = np.zeros(elimination.slot_count)
        beside -= np.bincount(
            elimination.slot_of_pair, cells[0] * from_last[0], elimination.slot_count
        )
        self._factor = elimination.factor(total, beside)

    def solve(self, inner_right: Array, node_right: Array) -> tuple[Array, Array]:
        """Return pressures at the nodes (N,) and at the inner faces (C - 1, E) for the inflow
        `inner_right` (C - 1, E) at faces and `node_right` (N,) at nodes."""
        cells, ahead = self._cells, self._ahead
        base = inner_right * self._inverse
        for j in range(1, len(base)):
            base[j] += cells[j] * self._inverse[j] * base[j - 1]
        for j in range(len(base) - 2, -1, -1):
            base[j] += ahead[j] * base[j + 1]
        right = node_right + np.bincount(self._first, cells[0] * base[0], self._node_count)
        right += np.bincount(self._last, cells[-1] * base[-1], self._node_count)
        nodes = self._factor.solve(right)
        base += self._from_first * nodes.take(self._first)
        base += self._from_last * nodes.take(self._last)
        return nodes, base
