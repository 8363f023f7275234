"""How a picture looks to eyes that lack one kind of cone, and how far apart two colours are.

Source: Machado, Oliveira and Fernandes 2009, matrices of severity 1.0 for linear RGB. Colour
difference is CIE 1976; 2.3 is one just noticeable difference (Mahy 1994).
"""

from typing import Final

import numpy as np

from simulator.render.optics import rgb_to_lab

JUST_NOTICEABLE: Final = 2.3
VISION: Final = {
    "normal": np.eye(3),
    "protan": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deutan": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritan": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}


def linear(picture: np.ndarray) -> np.ndarray:
    """Return linear light of sRGB bytes."""
    x = picture / 255.0
    return np.where(x <= 0.04045, x / 12.92, ((x + 0.055) / 1.055) ** 2.4)


def apart(one: np.ndarray, other: np.ndarray, vision: str) -> float:
    """Return the difference of the mean colours of two patches of sRGB bytes (..., 3)."""
    means = [linear(patch).reshape(-1, 3).mean(axis=0) for patch in (one, other)]
    seen = [np.clip(VISION[vision] @ mean, 0.0, 1.0) for mean in means]
    return float(np.linalg.norm(rgb_to_lab(seen[0]) - rgb_to_lab(seen[1])))
