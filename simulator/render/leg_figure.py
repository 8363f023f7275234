"""The whole leg, built once per patient and aspect, then painted with what is known about it.

Build: trace the body, colour the skin, let the visible veins absorb, light it, keep four
premultiplied surfaces (bare or stockinged, bright or dimmed). Paint: one blit and overlays.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pygame
from numpy.typing import NDArray

from simulator.anatomy.patient import Patient
from simulator.render.leg_body import LegBody, LegRelief
from simulator.render.leg_overlay import LegOverlay
from simulator.render.leg_skin import Light, light, lit, skin_ln_rgb, stocking, to_srgb8
from simulator.render.leg_veins import vein_absorbance
from simulator.render.leg_weeks import patch_absorbance
from simulator.render.theme import tone
from simulator.view.leg import Aspect, LegProjection, LegView
from simulator.view.treatment import TreatmentView

FADE_MM: Final = 78.0  # the thigh melts into the panel at the top
DIM_GREY: Final = 0.20  # behind the findings of the duplex map: part grey,
DIM_TINT: Final = np.array((0.96, 1.0, 1.03))  # a little cooler,
DIM_LEVEL: Final = 76.0  # and down to one mean level, so that every skin stays readable
DIM_RANGE: Final = (0.44, 0.92)


@dataclass(frozen=True)
class Cutout:
    """A premultiplied surface without its empty margin, and where it belongs."""

    surface: pygame.Surface
    x_px: int
    y_px: int

    @classmethod
    def of(cls, rgb: NDArray[np.uint8], cover: NDArray[np.floating[Any]]) -> "Cutout":
        """Return the cutout of bytes (H, W, 3) with cover (H, W)."""
        rgba = np.empty((*cover.shape, 4), np.uint8)
        rgba[..., :3] = rgb * cover[..., None] + 0.5
        rgba[..., 3] = cover * 255.0 + 0.5
        size = (cover.shape[1], cover.shape[0])
        whole = pygame.image.frombytes(rgba.tobytes(), size, "RGBA")
        box = whole.get_bounding_rect()
        surface = pygame.Surface(box.size, pygame.SRCALPHA, 32)  # the layout that blits fast
        surface.blit(whole, (0, 0), box, special_flags=pygame.BLEND_PREMULTIPLIED)
        return cls(surface, box.x, box.y)


def _dimmed(rgb: NDArray[np.uint8], cover: NDArray[np.floating[Any]]) -> NDArray[np.uint8]:
    """Return the figure for the background of the duplex map."""
    grey = rgb.mean(axis=-1, keepdims=True)
    share = np.clip(DIM_LEVEL / max(float(grey[cover > 0.5].mean()), 1.0), *DIM_RANGE)
    return ((rgb + (grey - rgb) * DIM_GREY) * (DIM_TINT * share)).astype(np.uint8)


@dataclass(frozen=True)
class LegGround:
    """A leg from one side without its veins: what every photograph of it begins with."""

    projection: LegProjection
    relief: LegRelief
    falling: Light
    ln_rgb: NDArray[np.floating[Any]]

    @classmethod
    def build(
        cls,
        patient: Patient,
        aspect: Aspect,
        height_px: int,
        tell: Callable[[float], None] = lambda _share: None,
    ) -> "LegGround":
        """Return the ground of `patient` seen from `aspect`, `height_px` tall.

        `tell` hears how far it is, as shares of the time it takes.
        """
        tell(0.05)
        projection = LegProjection(patient.leg, aspect, height_px)
        relief = LegBody(projection).trace()
        tell(0.75)
        falling = light(relief, projection.px_per_mm, patient.skin_seed)
        tell(0.85)
        ln_rgb = skin_ln_rgb(relief, patient.spec.fitzpatrick, patient.skin_seed)
        return cls(projection, relief, falling, ln_rgb)

    def bare(self, patient: Patient, patch_view: TreatmentView | None) -> NDArray[np.floating[Any]]:
        """Return the lit skin with its veins, linear; see `LegFigure.build`."""
        ln_rgb = self.ln_rgb - vein_absorbance(patient, self.projection, patch_view)
        if patch_view is not None:
            ln_rgb = ln_rgb - patch_absorbance(patient, self.projection, patch_view)
        return lit(ln_rgb, self.falling)

    @property
    def cover(self) -> NDArray[np.floating[Any]]:
        """How much of each pixel the leg covers; it fades out at the top."""
        rows = (np.arange(self.projection.height_px) + 0.5) / self.projection.px_per_mm
        fade = np.clip(rows / FADE_MM, 0.0, 1.0)
        fade = (fade * fade * (3.0 - 2.0 * fade)).astype(np.float32)
        return self.relief.cover * fade[:, None]

    def photograph(self, patient: Patient, patch_view: TreatmentView | None) -> pygame.Surface:
        """Return the naked leg as `patch_view` shows its patch, on the ground of the window."""
        whole = pygame.Surface((self.projection.width_px, self.projection.height_px), 0, 32)
        whole.fill(tone("ink"))
        cut = Cutout.of(to_srgb8(self.bare(patient, patch_view)), self.cover)
        whole.blit(cut.surface, (cut.x_px, cut.y_px), special_flags=pygame.BLEND_PREMULTIPLIED)
        return whole


@dataclass(frozen=True)
class LegFigure:
    """One leg from one side; rebuild it when the patient, the aspect or the size changes."""

    side: str
    fitzpatrick: str
    aspect: Aspect
    projection: LegProjection
    cutouts: dict[tuple[bool, bool], Cutout]  # (has_stocking, is_dimmed)
    overlay: LegOverlay

    @classmethod
    def build(
        cls,
        patient: Patient,
        aspect: Aspect,
        height_px: int,
        patch_view: TreatmentView | None = None,
    ) -> "LegFigure":
        """Return the figure of `patient` seen from `aspect`, `height_px` tall.

        `patch_view` is what the treated patch shows by now; without it the leg is as it came.
        """
        ground = LegGround.build(patient, aspect, height_px)
        projection, relief = ground.projection, ground.relief
        bare = ground.bare(patient, patch_view)
        cloth, knit = stocking(relief, ground.falling, projection.px_per_mm)
        dressed = bare * (1.0 - knit[..., None]) + cloth * knit[..., None]
        cover = ground.cover
        cutouts = {}
        for has_stocking, linear in ((False, bare), (True, dressed)):
            rgb = to_srgb8(linear)
            cutouts[has_stocking, False] = Cutout.of(rgb, cover)
            cutouts[has_stocking, True] = Cutout.of(_dimmed(rgb, cover), cover)
        overlay = LegOverlay(projection)
        return cls(patient.leg.side, patient.spec.fitzpatrick, aspect, projection, cutouts, overlay)

    def placed(self, rect: pygame.Rect) -> LegProjection:
        """Return the map between leg and target pixels when painted into `rect`."""
        left = rect.x + (rect.w - self.projection.width_px) // 2
        top = rect.y + (rect.h - self.projection.height_px) // 2
        return self.projection.moved(left, top)

    def paint(self, view: LegView, target: pygame.Surface, rect: pygame.Rect) -> None:
        """Paint the leg centred in `rect` with what `view` knows; a foreign view is refused."""
        mine = (self.side, self.fitzpatrick, self.aspect)
        if (view.side, view.fitzpatrick, view.aspect) != mine:
            raise ValueError(f"this figure shows {mine}, not {view.caption}, {view.fitzpatrick}")
        place = self.placed(rect)
        before = target.get_clip()
        target.set_clip(rect.clip(before))
        cut = self.cutouts[view.has_stocking, view.is_dimmed]
        at = (round(place.left_px) + cut.x_px, round(place.top_px) + cut.y_px)
        target.blit(cut.surface, at, special_flags=pygame.BLEND_PREMULTIPLIED)
        if not view.is_photograph:
            self.overlay.paint(view, target, rect, place)
        target.set_clip(before)
