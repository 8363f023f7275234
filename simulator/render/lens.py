"""What the loupe itself adds: the dimmer edge, the bezel with its lamps, the scale bar."""

from typing import Final, Literal

import numpy as np
import pygame

from simulator.render.pixels import MASKS_ALPHA, opaque, premultiplied
from simulator.view.treatment import TreatmentView

Rim = Literal["full", "disc"]

INK: Final = (13, 19, 22)
BEZEL: Final = (26, 34, 38)
LAMP: Final = (201, 216, 214)
TEXT: Final = (237, 243, 243)
LAMPS: Final = 64
DIMMEST: Final = {"full": 0.22, "disc": 0.30}
BAR_MM: Final = (0.5, 1.0, 2.0, 5.0, 10.0)


class Lens:
    """Paints the lens over a finished picture; `disc` is the round loupe with its lamps."""

    def __init__(self, font: pygame.font.Font | None, rim: Rim) -> None:
        self._font, self._rim = font, rim
        self._size = (0, 0)
        self._dim: pygame.Surface | None = None
        self._bezel: pygame.Surface | None = None
        self._bars: dict[float, pygame.Surface] = {}

    def prepare(self, size: tuple[int, int]) -> None:
        """Make the pictures of the lens for one size of window."""
        if size == self._size:
            return
        self._size = size
        width, height = size
        y, x = np.ogrid[:height, :width]
        if self._rim == "disc":
            self.radius_px = min(width, height) / 2 - 24
            r = np.hypot(x - width / 2 + 0.5, y - height / 2 + 0.5) / self.radius_px
            self._bezel = _bezel(r, self.radius_px)
            shade = 1.0 - DIMMEST["disc"] * np.clip((r - 0.55) / 0.45, 0.0, 1.0) ** 2.2
        else:
            u = np.abs(x - width / 2 + 0.5) * 2 / width
            v = np.abs(y - height / 2 + 0.5) * 2 / height
            r = (u**3.2 + v**3.2) ** (1 / 3.2)
            shade = 1.0 - DIMMEST["full"] * np.clip((r - 0.72) / 0.42, 0.0, 1.0) ** 1.8
        grey = (shade * 255 + 0.5).astype(np.uint8)
        self._dim = opaque(np.repeat(grey[..., None], 3, axis=2))

    def paint(self, view: TreatmentView, target: pygame.Surface, area: pygame.Rect) -> None:
        """Dim the edge, draw the bezel and the scale bar."""
        self.prepare(area.size)
        if self._dim is not None:
            target.blit(self._dim, area.topleft, special_flags=pygame.BLEND_RGB_MULT)
        if self._bezel is not None:
            target.blit(self._bezel, area.topleft, special_flags=pygame.BLEND_PREMULTIPLIED)
        if view.has_scale_bar:
            bar = self._bar(view.camera.px_per_mm)
            inset = 22 if self._rim == "full" else 58
            target.blit(bar, (area.centerx - bar.get_width() // 2,
                              area.bottom - bar.get_height() - inset),
                        special_flags=pygame.BLEND_PREMULTIPLIED)  # fmt: skip

    def _bar(self, px_per_mm: float) -> pygame.Surface:
        if px_per_mm not in self._bars:
            self._bars.clear()
            fits = [mm for mm in BAR_MM if mm * px_per_mm <= 110]
            length_mm = fits[-1] if fits else BAR_MM[0]
            self._bars[px_per_mm] = _scale_bar(length_mm, px_per_mm, self._font)
        return self._bars[px_per_mm]


def _bezel(r: np.ndarray, radius_px: float) -> pygame.Surface:
    """Return the window around a round lens: bezel, lamps, soft shadow, dark room."""
    outside = (r - 1.0) * radius_px  # pixels beyond the glass
    rgb = np.empty((*r.shape, 3))
    rgb[:] = INK
    ring = np.clip(20.5 - np.abs(outside - 10.0) * 2.0 + 0.0, 0, 1)[..., None]
    rgb = rgb * (1 - ring) + np.array(BEZEL) * ring
    groove = np.exp(-(((outside - 12.0) / 3.6) ** 2))[..., None] * 0.75
    rgb = rgb * (1 - groove) + np.array((10, 14, 16)) * groove
    turn = np.arctan2(*np.meshgrid(
        np.arange(r.shape[0]) - r.shape[0] / 2 + 0.5, np.arange(r.shape[1]) - r.shape[1] / 2 + 0.5,
        indexing="ij"))  # fmt: skip
    step = 2 * np.pi / LAMPS
    off = (turn - np.round(turn / step) * step) * (radius_px + 12)
    lamp = np.clip(2.1 - np.hypot(off, outside - 12.0), 0, 1)[..., None]
    rgb = rgb * (1 - lamp) + np.array(LAMP) * lamp
    return premultiplied(np.clip(rgb, 0, 255).astype(np.uint8), np.clip(outside + 0.5, 0, 1))


def _scale_bar(length_mm: float, px_per_mm: float, font: pygame.font.Font | None) -> pygame.Surface:
    """Return a pill with a bar of true length and its label."""
    length = round(length_mm * px_per_mm)
    label = font.render(f"{length_mm:g} mm", True, TEXT) if font is not None else None
    width = 28 + length + (label.get_width() + 10 if label is not None else 0)
    pill = pygame.Surface((width, 26), pygame.SRCALPHA, 32, MASKS_ALPHA)
    pygame.draw.rect(pill, (*INK, 190), pill.get_rect(), border_radius=13)
    for rect in ((14, 12, length, 2), (14, 8, 2, 10), (12 + length, 8, 2, 10)):
        pygame.draw.rect(pill, TEXT, rect)
    if label is not None:
        pill.blit(label, (24 + length, 13 - label.get_height() // 2))
    return pill.premul_alpha()
