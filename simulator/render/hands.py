"""Gloved finger tips on the skin.

Idea: a finger is a height field: a rounded tip, a nail under the glove, folds over the last
joint, a film of nitrile that crumples. The ring light mirrors in it where it faces the lens,
as in skin; the rest is even light that dies in the gap where finger and skin meet. The parts
that stand higher are softer. Drawn once at a coarse scale, then turned and magnified.
A finger that pulls leaves fine creases in the skin before it, along the pull.

Sources: breadth of finger and thumb tips, 15 and 19 mm with the glove, and nitrile blue:
by eye from hands.
Frame of a straight finger: u back from the foremost point of the tip.
"""

import math
from functools import cache, lru_cache
from typing import Final

import numpy as np
import pygame
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter, shift

from simulator.base.seeds import Seeds
from simulator.render import light
from simulator.render.creases import creases
from simulator.render.noise import Field, spectral
from simulator.render.pixels import premultiplied, seen
from simulator.render.sprites import Magnifier, Sprite, laid, on_screen, turned
from simulator.view.instruments import FingerView
from simulator.view.treatment import Camera

PX_PER_MM: Final = 16.0
FINGER_MM: Final = 27.0  # what is drawn of its length
BREADTH_MM: Final = {False: 15.0, True: 19.0}  # finger, thumb
PITCH: Final = 0.42  # slope at which a finger rises from the skin
NITRILE_RGB: Final = (0.050, 0.165, 0.445)
MARGIN_MM: Final = 3.5  # room for the shadow


class HandPainter:
    """Paints what hands hold on the skin; keeps what it magnified."""

    def __init__(self) -> None:
        self._magnifier = Magnifier()

    def finger(
        self, finger: FingerView, camera: Camera, target: pygame.Surface, area: pygame.Rect
    ) -> None:
        """Draw one finger tip, its shadow and the creases of its pull."""
        x, y = on_screen(camera, finger.x_mm, finger.y_mm, area)
        turn = float(round(math.degrees(finger.heading_rad)) % 360)
        reach = (FINGER_MM + MARGIN_MM) * camera.px_per_mm
        if not target.get_clip().colliderect((x - reach, y - reach, 2 * reach, 2 * reach)):
            return
        sprite = _finger(finger.is_thumb, round(finger.pull_frac * 4) / 4, turn)
        scale = camera.px_per_mm / PX_PER_MM
        self._magnifier.blit(target, sprite, scale, x, y)


def corners_mm(finger: FingerView) -> list[tuple[float, float]]:
    """Return the corners of what a finger, its shadow and its creases take up."""
    c, s = math.cos(finger.heading_rad), math.sin(finger.heading_rad)
    half_mm = BREADTH_MM[finger.is_thumb] / 2 + MARGIN_MM
    return [
        (finger.x_mm + c * along - s * across, finger.y_mm + s * along + c * across)
        for along in (-FINGER_MM, 2 * MARGIN_MM)
        for across in (-half_mm, half_mm)
    ]


def prepare() -> None:
    """Make both fingers now, so that the first one does not hold up a frame."""
    for is_thumb in (False, True):
        straight_finger(is_thumb)


@lru_cache(maxsize=4)
def _finger(is_thumb: bool, pull_frac: float, turn_deg: float) -> Sprite:
    finger = straight_finger(is_thumb)
    if pull_frac > 0.0:
        before = turned(creases(pull_frac, "finger", PX_PER_MM), 180.0)
        finger = laid((before, 0.0), (finger, 0.0))
    return turned(finger, turn_deg + 180.0)


@cache
def straight_finger(is_thumb: bool) -> Sprite:
    """Return a gloved finger with its shadow; made once in a process."""
    ppm, half_mm = PX_PER_MM, BREADTH_MM[is_thumb] / 2
    lead, rows = round(MARGIN_MM * ppm), round((half_mm + MARGIN_MM) * ppm)
    u = (np.arange(-lead, round(FINGER_MM * ppm), dtype=np.float32)[None] + 0.5) / np.float32(ppm)
    v = np.arange(-rows, rows + 1, dtype=np.float32)[:, None] / np.float32(ppm)
    nose_mm = 1.05 * half_mm
    tip = np.sqrt(np.clip(1 - np.clip(1 - u / nose_mm, 0, 1) ** 2.3, 0, 1))
    half = half_mm * tip * (1 - 0.05 * np.exp(-(((u - 13.0) / 5.0) ** 2)))
    t = v / np.maximum(half, 1e-3)
    inside = np.clip((half - np.abs(v)) * ppm * 0.7 + 0.5, 0, 1) * np.clip(u * ppm + 0.5, 0, 1)
    height = _relief(u, v, t, tip, half_mm, is_thumb)
    rgb = _lit(height, u, t, inside)
    cover = inside.astype(np.float32)
    soft, softer = 0.045 * ppm, 0.11 * ppm
    share = np.clip(u / 14.0, 0, 1)[..., None]
    whole = np.concatenate([rgb * cover[..., None], cover[..., None]], axis=-1)
    whole = gaussian_filter(whole, (soft, soft, 0)) * (1 - share) + share * (
        gaussian_filter(whole, (softer, softer, 0))
    )
    cover = whole[..., 3]
    shadow = _shadow(inside, u, ppm)
    alpha = cover + shadow * (1 - cover)
    lit = whole[..., :3] / np.maximum(alpha, 1e-3)[..., None]
    return Sprite(premultiplied(light.to_byte(lit), seen(alpha)), lead, rows)


def _relief(
    u: Field, v: Field, t: Field, tip: Field, half_mm: float, is_thumb: bool
) -> NDArray[np.float32]:
    """Return the height of the glove's upper side, mm."""
    ppm = PX_PER_MM
    rng = Seeds(23 + is_thumb).stream("render.glove")
    shape = (v.shape[0], u.shape[1])
    round_mm = 0.80 * half_mm * np.sqrt(np.clip(1 - t * t, 0.0, 1)) * np.clip(tip, 0.05, 1)
    height = round_mm + PITCH * np.clip(u - 1.0, 0, None)
    # The nail: a plate with an edge all round, flatter than the pulp beside it.
    du, dv = (u - 0.95 * half_mm) / (0.78 * half_mm), v / (0.60 * half_mm)
    outline = du**4 + dv**4
    plate = 1 / (1 + np.exp(np.clip((outline - 1) / 0.12, -30, 30)))
    height = height + 0.30 * plate - 0.12 * plate * dv * dv
    height = height - 0.20 * np.exp(-(((outline - 1.35) / 0.45) ** 2)) * np.clip(du + 1.0, 0, 1)
    # Folds across the last joint, bent like the joint, and stretched folds beside them.
    warp = spectral(rng, shape, 2.6 * ppm, 3.2)
    folds = np.sin(2 * np.pi * (u - 0.03 * v * v + 0.45 * warp) / 1.7)
    over = np.exp(-(((u - 18.5) / 3.2) ** 2)) * np.clip(1.15 - np.abs(t), 0, 1)
    height = height + 0.20 * over * (folds - 0.4 * folds * folds)
    slack = np.clip((np.abs(t) - 0.45) / 0.4, 0, 1) * np.clip((u - 3.0) / 5.0, 0, 1)
    along = np.sin(2 * np.pi * (v + 0.16 * u * np.sign(v) + 0.5 * warp) / 1.25)
    height = height + 0.075 * slack * along
    # The empty end of the glove, pinched before the finger tip.
    pinch = np.exp(-((u / 1.6) ** 2)) * np.sin(2 * np.pi * (v + 0.6 * warp) / 2.1)
    height = height + 0.10 * pinch
    crumple = spectral(rng, shape, 2.2 * ppm, 3.4)
    grain = spectral(rng, shape, 0.10 * ppm, 2.0, 0.5 * ppm)
    return np.asarray(height + 0.06 * crumple + 0.006 * grain, np.float32)


def _lit(height: Field, u: Field, t: Field, inside: Field) -> NDArray[np.float32]:
    gy, gx = np.gradient(height * np.float32(PX_PER_MM))
    gx, gy = gx - light.OFF_CENTRE[0], gy - light.OFF_CENTRE[1]
    steep = np.sqrt(gx * gx + gy * gy)
    facing = 1 / np.sqrt(1 + steep * steep)
    fine = height - gaussian_filter(height, 0.5 * PX_PER_MM)
    hollow = np.clip(1 + 6.0 * np.clip(fine, -0.12, 0.05), 0.4, 1.15)
    gap = np.clip((1 - np.abs(t)) / 0.5, 0, 1) * np.clip(u / 3.0 + 0.35, 0, 1)
    even = (0.10 + 0.90 * facing) * (0.40 + 0.60 * gap) * hollow
    ring = np.exp(-(((steep - light.RING_TILT) / 0.10) ** 2))
    sheen = 0.20 * ring + 0.10 * np.exp(-((steep / 0.55) ** 2))
    sheen = sheen + 0.03 * np.exp(-((steep / 1.4) ** 2))
    lamp = np.exp(-(((gx + 0.62) / 0.16) ** 2 + ((gy + 0.50) / 0.30) ** 2))
    rgb = np.array(NITRILE_RGB) * even[..., None] * 1.15
    rgb = rgb + (sheen * hollow + 0.10 * lamp)[..., None] * np.array([0.82, 0.93, 1.0])
    return np.asarray(rgb * (inside > 0)[..., None], np.float32)


def _shadow(inside: Field, u: Field, ppm: float) -> Field:
    """Return the shadow on the skin: black in the gap, wide where the finger stands high."""
    near = gaussian_filter(inside, 0.30 * ppm)
    far = gaussian_filter(inside, 1.5 * ppm)
    low = np.exp(-np.clip(u, 0, None) / 7.0)
    moved = shift(far, (0.5 * ppm, 0.3 * ppm), order=1)
    return np.asarray(np.clip(0.50 * near * low + 0.55 * moved * (0.4 + 0.6 * low), 0, 0.85))
