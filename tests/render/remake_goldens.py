"""Writes the golden pictures of the loupe anew: `python -m tests.render.remake_goldens`.

Only after looking: each is also written four times as large beside it, as PNG, to be looked at
and thrown away.
"""

import os

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")

import numpy as np
import pygame

from tests.render.test_loupe import GOLDEN, GOLDEN_BOX, VIEWS, paint


def main() -> None:
    """Paint every golden view and keep its middle."""
    for name, view in VIEWS.items():
        picture = paint(view()).astype(np.uint8)
        rows = picture[GOLDEN_BOX].reshape(picture[GOLDEN_BOX].shape[0], -1)
        GOLDEN[name].write_text("\n".join(bytes(row).hex() for row in rows) + "\n", "ascii")
        surface = pygame.surfarray.make_surface(np.swapaxes(picture, 0, 1))
        look_at = GOLDEN[name].with_suffix(".png")
        pygame.image.save(pygame.transform.scale_by(surface, 4), look_at)
        print(f"{GOLDEN[name].name}: look at {look_at.name}, then delete it")


if __name__ == "__main__":
    main()
