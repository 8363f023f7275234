"""Arrays into surfaces; the only place that knows how a surface keeps its bytes."""

from typing import Final

import numpy as np
import pygame
from numpy.typing import NDArray

MASKS: Final = (0xFF0000, 0xFF00, 0xFF, 0)
FAINT: Final = 0.008
MASKS_ALPHA: Final = (0xFF0000, 0xFF00, 0xFF, 0xFF000000)


def raw(surface: pygame.Surface) -> NDArray[np.uint32]:
    """Return the pixels of an unpadded surface as 0xAARRGGBB; let go of it before blitting."""
    return np.frombuffer(surface.get_buffer(), np.uint32)  # type: ignore[call-overload, unused-ignore]


def opaque(rgb: NDArray[np.uint8]) -> pygame.Surface:
    """Return a surface of an (H, W, 3) picture."""
    surface = pygame.Surface((rgb.shape[1], rgb.shape[0]), 0, 32, MASKS)
    _write(surface, rgb, None)
    return surface


def premultiplied(rgb: NDArray[np.uint8], alpha: NDArray[np.floating]) -> pygame.Surface:
    """Return a surface of an (H, W, 3) picture and its (H, W) cover 0..1, premultiplied."""
    surface = pygame.Surface((rgb.shape[1], rgb.shape[0]), pygame.SRCALPHA, 32, MASKS_ALPHA)
    cover = np.clip(alpha, 0.0, 1.0)[..., None]
    _write(surface, (rgb * cover + 0.5).astype(np.uint8), (cover[..., 0] * 255 + 0.5))
    return surface


def clear(rgb: NDArray[np.uint8], alpha: NDArray[np.floating]) -> pygame.Surface:
    """Return a surface of an (H, W, 3) picture and its (H, W) cover 0..1, not premultiplied."""
    surface = pygame.Surface((rgb.shape[1], rgb.shape[0]), pygame.SRCALPHA, 32, MASKS_ALPHA)
    _write(surface, rgb, np.clip(alpha, 0.0, 1.0) * 255 + 0.5)
    return surface


def seen(alpha: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return the cover without what no eye can see, so that a picture can be cut to the rest."""
    return np.where(alpha < FAINT, np.float32(0), alpha)


def _write(
    surface: pygame.Surface, rgb: NDArray[np.uint8], alpha: NDArray[np.floating] | None
) -> None:
    packed = (rgb[..., 0].astype(np.uint32) << 16) | (rgb[..., 1].astype(np.uint32) << 8)
    packed |= rgb[..., 2]
    if alpha is not None:
        packed |= alpha.astype(np.uint32) << 24
    raw(surface).reshape(packed.shape)[:] = packed
