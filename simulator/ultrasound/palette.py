"""From intensity and velocity to packed pixels: the grey map and the colour map."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

DYNAMIC_RANGE_DB: Final = 60.0


def _grey() -> NDArray[np.uint8]:
    """Return the grey map: a little darker than straight, so that lumens stay dark."""
    x = np.linspace(0, 1, 256)
    return np.clip((x**1.15 - 0.03 * np.sin(2 * np.pi * x)) * 255, 0, 255).astype(np.uint8)


def _colours() -> NDArray[np.uint8]:
    """Return 256 colours from -Nyquist (away, blue to cyan) to +Nyquist (red to yellow)."""
    x = np.linspace(-1, 1, 256)
    a = abs(x)
    red = np.where(x > 0, 255 * np.clip(0.42 + 0.75 * a, 0, 1), 90 * np.clip(a * 1.3 - 0.55, 0, 1))
    green = np.where(
        x > 0, 235 * np.clip((a - 0.30) * 1.45, 0, 1), 240 * np.clip((a - 0.28) * 1.4, 0, 1)
    )
    blue = np.where(x > 0, 25 * a, 255 * np.clip(0.45 + 0.75 * a, 0, 1))
    return np.stack([red, green, blue], axis=1).astype(np.uint8)


GREY: Final = _grey()
COLOURS: Final = _colours()
_SHADE = np.arange(256, dtype=np.uint32)
_RGB = COLOURS.astype(np.uint32)
# 256 greys, then 256 colours, as 0x00RRGGBB
PACKED: Final[NDArray[np.uint32]] = np.concatenate(
    [_SHADE << 16 | _SHADE << 8 | _SHADE, _RGB[:, 0] << 16 | _RGB[:, 1] << 8 | _RGB[:, 2]]
)


def bar(baseline_frac: float, is_inverted: bool = False) -> NDArray[np.uint32]:
    """Return the 256 packed colours from the fastest away to the fastest towards the probe.

    The baseline moves the dark middle: with it above 0 more of the scale is towards the probe.
    """
    dark = 127.5 * (1.0 - baseline_frac)
    at = np.arange(256)
    level = np.where(
        at < dark, 127.5 * at / max(dark, 1.0), 255.0 - 127.5 * (255 - at) / max(255.0 - dark, 1.0)
    )
    index = np.clip(level, 0, 255).astype(np.int64)
    return PACKED[256 + (255 - index if is_inverted else index)]


def develop(
    intensity: NDArray[np.floating[Any]],
    gain_db: NDArray[np.floating[Any]] | float = 0.0,
    range_db: float = DYNAMIC_RANGE_DB,
) -> NDArray[np.uint8]:
    """Return the grey levels of an intensity image, log compressed; 0 dB is white.

    `gain_db` is one number or one a row; `range_db` lies between black and white.
    """
    level = np.log10(intensity)
    level *= np.float32(10 * 255 / range_db)
    level += (np.asarray(gain_db, np.float32) * np.float32(255 / range_db) + 255).reshape(-1, 1)
    np.clip(level, 0, 255, out=level)
    return np.take(GREY, level.astype(np.uint8))
