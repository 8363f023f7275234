"""Random streams by name, so that a new draw in one room never disturbs another."""

import hashlib

import numpy as np


class Seeds:
    """Hands out random streams by dotted name (`anatomy.growth`, `ultrasound.speckle`)."""

    def __init__(self, root: int) -> None:
        self.root = root

    def stream(self, name: str, tick: int = 0) -> np.random.Generator:
        """Return a fresh stream for `name` at `tick`; same arguments, same numbers.

        PCG64 is named because numpy reserves the right to change `default_rng`.
        """
        digest = hashlib.blake2b(name.encode(), digest_size=8).digest()
        key = (self.root, int.from_bytes(digest, "big"), tick)
        return np.random.Generator(np.random.PCG64(np.random.SeedSequence(key)))
