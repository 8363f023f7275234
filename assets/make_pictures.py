"""Makes `assets/pictures/<case>.jpg`: the treatment field of each shipped case, as it comes in.

The very skin that the case shows under its loupe, from the scenario's own seed, with no
treatment on it; so a picture in the library never promises what the case does not hold.

Run from the checkout, a few seconds a case:  python -m assets.make_pictures
"""

import os
from pathlib import Path
from typing import Final

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")

import pygame

from simulator.app.pictures import photograph, skin_patch
from simulator.scenario.find import shipped
from simulator.scenario.load import load
from simulator.session.corridor import begin

FOLDER: Final = Path(__file__).parent / "pictures"
LARGEST_BYTES: Final = 150_000


def main() -> None:
    """Write one picture for each shipped case and say how large it is."""
    FOLDER.mkdir(exist_ok=True)
    for file in shipped():
        plan = load(file).plan
        state = begin(plan, plan.seed)
        picture = photograph(skin_patch(state, lambda _share: None), state)
        path = FOLDER / f"{plan.id}.jpg"
        pygame.image.save(picture, str(path))
        size = path.stat().st_size
        print(f"{path.name}: {picture.get_width()} x {picture.get_height()} px, {size} bytes")
        if size > LARGEST_BYTES:
            raise SystemExit(f"{path.name} is larger than {LARGEST_BYTES} bytes")


if __name__ == "__main__":
    main()
