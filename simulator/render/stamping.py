"""The patient's own web turned into absorbance maps: which vein darkens which pixel, and how much.

Idea: each centre line is sampled; every sample stamps the profile of its calibre and depth
(`vein_table`), and per channel the maximum is kept, so joints do not darken twice. The sample
that wins in green becomes the pixel's owner: blanching is then one number per sample. Two
layers: superficial at full resolution, deep (point spread over 1 mm) at a quarter. A vein that
rises from one layer to the other is shared out smoothly, so their sum stays even. Far from its
axis a superficial vein is as smooth as a deep one: only its core is stamped at full resolution,
the skirt around it at a quarter, level where the core is.

Departures: calibre eases out of the parent over 0.25 mm and tapers at tips, and beads a little
(8 %); flow does not see this. Invariant: the centre line drawn is the one the needle meets.
"""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter, gaussian_filter1d

from simulator.anatomy.patient import RETICULAR, Web
from simulator.base.seeds import Seeds
from simulator.render.noise import Field, enlarge
from simulator.render.vein_table import FARTHEST_MM, OFFSET_MM, OFFSETS, VeinColours

Array = NDArray[np.float64]

FINEST_STEP_MM: Final = 0.03
DEEP_STEP_PX: Final = 4  # full-resolution pixels per pixel of the deep layer and of skirts
CORE_MM: Final = 0.45  # around the vessel; beyond, a profile is straight over DEEP_STEP_PX
SKIRT_EVERY: Final = 3  # samples; from the core on an eye cannot tell that they are not all there
SHARED_TOP_MM: Final = (0.42, 0.66)  # upper walls between belong partly to both layers
RETICULAR_TOP_MM: Final = 0.55  # a shallower wall would look purple, not blue-green
VISIBLE: Final = 0.010  # absorbance that still moves the stored map by a step
STAMP_UNIT: Final = 4096  # stamps are integers, so the winner never hangs on a rounding
SUBPIXELS: Final = 2
ALL, GREEN = slice(None), slice(1, 2)  # channels
FRAYING: Final = 0.35  # of the distance from the axis


@dataclass(frozen=True)
class Samples:
    """Points (S,) along all centre lines; `along_frac` 0..1 from feeder end to tip."""

    x_mm: Array
    y_mm: Array
    diameter_mm: Array
    top_mm: Array  # depth of the upper wall
    edge: NDArray[np.int32]
    along_frac: Array


@dataclass(frozen=True)
class Layer:
    """Absorbance (channels, H, W) of a full vessel and the owning sample (H, W); S means nobody."""

    absorbance: Field
    owner: NDArray[np.uint16]


def sample_web(web: Web, seed: int) -> Samples:
    """Return samples along every edge, close enough for an even stamp."""
    rng = Seeds(seed).stream("render.beading")
    parent_mm = _parent_diameters(web)
    tips = set(web.tips.tolist())
    parts = []
    for e in range(len(web.edges)):
        own_mm = 2.0 * float(web.radius_mm[e])
        depth_mm = float(web.path_mm[e, :, 2].mean()) - own_mm / 2
        step_mm = max(FINEST_STEP_MM, 0.10 * (0.5 * own_mm + 0.35 * max(depth_mm, 0.0)))
        count = max(4, int(np.ceil(web.length_mm[e] / step_mm)) + 1)
        t = np.linspace(0.0, 1.0, count)
        x, y, z = _curve(web.path_mm[e], t).T
        along_mm = t * web.length_mm[e]
        ease = min(0.6, 0.5 * max(parent_mm[e] / own_mm - 1.0, 0.0))
        bead = gaussian_filter1d(rng.standard_normal(count + 40), 0.12 / step_mm)[20:-20]
        bead *= 0.08 * np.sqrt(3.5 * 0.12 / step_mm) * min(1.0, 0.3 / own_mm)
        diameter = own_mm * (1.0 + ease * np.exp(-along_mm / 0.25)) * np.exp(bead)
        if int(web.edges[e, 1]) in tips:
            diameter *= 0.35 + 0.65 * np.minimum(1.0, (web.length_mm[e] - along_mm) / 0.8)
        shallowest_mm = RETICULAR_TOP_MM if web.kind[e] == RETICULAR else 0.05
        top = np.maximum(z - diameter / 2, shallowest_mm)
        parts.append((x, y, diameter, top, np.full(count, e, np.int32), t))
    return Samples(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _parent_diameters(web: Web) -> Array:
    """Return for each edge the widest diameter that arrives at its feeder end (own if none)."""
    arrives = np.zeros(len(web.nodes_mm))
    np.maximum.at(arrives, web.edges[:, 1], 2.0 * web.radius_mm)
    return np.maximum(arrives[web.edges[:, 0]], 2.0 * web.radius_mm)


def _curve(path_mm: Array, t: Array) -> Array:
    """Return points at fractions `t` of a Catmull-Rom curve through `path_mm` (K, 3)."""
    first, last = 2 * path_mm[:1] - path_mm[1:2], 2 * path_mm[-1:] - path_mm[-2:-1]
    p = np.concatenate([first, path_mm, last])
    at = t * (len(path_mm) - 1)
    i = np.minimum(at.astype(int), len(path_mm) - 2)
    u = (at - i)[:, None]
    a, b, c, d = p[i], p[i + 1], p[i + 2], p[i + 3]
    bend = (2 * a - 5 * b + 4 * c - d) * u * u + (3 * b - a - 3 * c + d) * u * u * u
    return b + 0.5 * ((c - a) * u + bend)


def stamp_web(
    samples: Samples,
    colours: VeinColours,
    shape: tuple[int, int],
    px_per_mm: float,
    seed: int,
) -> tuple[Layer, Layer]:
    """Return the (superficial, deep) layers of a patch of `shape` pixels."""
    low, high = SHARED_TOP_MM
    deepness = np.clip((samples.top_mm - low) / (high - low), 0.0, 1.0)
    deepness = deepness * deepness * (3.0 - 2.0 * deepness)
    rng = Seeds(seed).stream("render.ownership")
    superficial = _stamp_finely(samples, 1.0 - deepness, colours, shape, px_per_mm)
    superficial = Layer(superficial.absorbance, _frayed(superficial.owner, samples, px_per_mm, rng))
    step = DEEP_STEP_PX
    small = (-(-shape[0] // step), -(-shape[1] // step))
    deep = _stamp(samples, deepness, _Stamps(colours, px_per_mm / step), small)
    soft = np.stack([gaussian_filter(plane, 0.8) for plane in deep.absorbance])
    owner = np.repeat(np.repeat(deep.owner, step, axis=0), step, axis=1)
    owner = _frayed(owner[: shape[0], : shape[1]], samples, px_per_mm, rng)
    return superficial, Layer(enlarge(soft, step, shape), owner)


def stamp_fine(
    samples: Samples, colours: VeinColours, shape: tuple[int, int], px_per_mm: float
) -> Field:
    """Return the absorbance in green (H, W) of vessels too fine to own pixels."""
    everything = np.ones(len(samples.x_mm))
    return _stamp_finely(samples, everything, colours, shape, px_per_mm, GREEN).absorbance[0]


def _stamp_finely(
    samples: Samples,
    weight: Array,
    colours: VeinColours,
    shape: tuple[int, int],
    ppm: float,
    channels: slice = ALL,
) -> Layer:
    """Keep the strongest at full resolution: cores as they are, skirts enlarged."""
    step = DEEP_STEP_PX
    core = _stamp(samples, weight, _Stamps(colours, ppm, "core", channels), shape)
    small = (-(-shape[0] // step), -(-shape[1] // step))
    thinned = np.where(np.arange(len(weight)) % SKIRT_EVERY, 0.0, weight)
    skirt = _stamp(samples, thinned, _Stamps(colours, ppm / step, "skirt", channels), small)
    absorbance = enlarge(skirt.absorbance, step, shape)
    green = len(absorbance) // 2
    is_core = core.absorbance[green] >= absorbance[green]
    np.maximum(absorbance, core.absorbance, out=absorbance)
    far = np.repeat(np.repeat(skirt.owner, step, axis=0), step, axis=1)[: shape[0], : shape[1]]
    owner = np.where(is_core & (core.owner < len(samples.x_mm)), core.owner, far)
    return Layer(absorbance, owner)


def _frayed(
    owner: NDArray[np.uint16], samples: Samples, ppm: float, rng: np.random.Generator
) -> NDArray[np.uint16]:
    """Return owners with ragged borders: far from an axis light has come from all around.

    Without it a blanched vein would cut a hard line through its neighbour's halo.
    """
    rows, columns = np.nonzero(owner < len(samples.x_mm))
    of = owner[rows, columns]
    dx, dy = samples.x_mm[of] * ppm - columns, samples.y_mm[of] * ppm - rows
    stray = (FRAYING * np.sqrt(dx * dx + dy * dy)).astype(np.float32)
    jump = rng.standard_normal((2, len(of)), dtype=np.float32) * stray
    row = np.clip(rows + jump[0].astype(np.int32), 0, owner.shape[0] - 1)
    column = np.clip(columns + jump[1].astype(np.int32), 0, owner.shape[1] - 1)
    there = owner[row, column]
    frayed = owner.copy()
    frayed[rows, columns] = np.where(there < len(samples.x_mm), there, of)
    return frayed


def _stamp(samples: Samples, weight: Array, stamps: "_Stamps", shape: tuple[int, int]) -> Layer:
    """Keep per channel the strongest stamp, and the sample that wins in green."""
    planes = np.zeros((stamps.channels, *shape), np.uint16)
    green = stamps.channels // 2
    owner = np.full(shape, len(samples.x_mm), np.uint16)
    ppm = stamps.px_per_mm
    columns = np.floor(samples.x_mm * ppm * SUBPIXELS).astype(int).tolist()
    rows = np.floor(samples.y_mm * ppm * SUBPIXELS).astype(int).tolist()
    calibre = np.round(np.log(samples.diameter_mm) * 10).astype(int).tolist()
    top = np.round(samples.top_mm * 20).astype(int).tolist()
    share = np.round(weight * 8).astype(int)
    for k in np.flatnonzero(share).tolist():
        x, fine_x = divmod(columns[k], SUBPIXELS)
        y, fine_y = divmod(rows[k], SUBPIXELS)
        kernel = stamps.of(calibre[k], top[k], int(share[k]), fine_x, fine_y)
        size = kernel.shape[1]
        y0, x0 = y - size // 2, x - size // 2
        ya, yb = max(y0, 0), min(y0 + size, shape[0])
        xa, xb = max(x0, 0), min(x0 + size, shape[1])
        if ya >= yb or xa >= xb:
            continue
        piece = kernel[:, ya - y0 : yb - y0, xa - x0 : xb - x0]
        there = planes[:, ya:yb, xa:xb]
        np.copyto(owner[ya:yb, xa:xb], np.uint16(k), where=piece[green] > there[green])
        np.maximum(there, piece, out=there)
    return Layer(planes.astype(np.float32) / np.float32(STAMP_UNIT), owner)


class _Stamps:
    """Stamps (channels, n, n) by calibre, depth, share and sub-pixel position, each made once."""

    RINGS_PER_OFFSET: Final = 8

    def __init__(
        self,
        colours: VeinColours,
        ppm: float,
        part: Literal["whole", "core", "skirt"] = "whole",
        channels: slice = ALL,
    ) -> None:
        self._colours = colours
        self._part, self._wanted = part, channels
        self.channels = 3 if channels == ALL else 1
        self.px_per_mm = self._ppm = ppm
        self._reach = int(np.ceil(FARTHEST_MM * ppm))
        self._rings: dict[tuple[int, int], NDArray[np.intp]] = {}
        self._profiles: dict[tuple[int, int, int], tuple[NDArray[np.uint16], int]] = {}
        self._made: dict[tuple[int, ...], NDArray[np.uint16]] = {}

    def of(self, calibre: int, top: int, share: int, fx: int, fy: int) -> NDArray[np.uint16]:
        """Return the stamp of diameter exp(calibre / 10) mm, top / 20 mm deep, share / 8."""
        key = (calibre, top, share, fx, fy)
        if key not in self._made:
            values, reach = self._profile(calibre, top, share)
            centre = slice(self._reach - reach, self._reach + reach + 1)
            ring = self._ring(fx, fy)[centre, centre]
            self._made[key] = np.stack([np.take(plane, ring, mode="clip") for plane in values])
        return self._made[key]

    def _profile(self, calibre: int, top: int, share: int) -> tuple[NDArray[np.uint16], int]:
        key = (calibre, top, share)
        if key not in self._profiles:
            profile = self._colours.profile(float(np.exp(calibre / 10)), top / 20) * share / 8
            profile[profile < VISIBLE / 2] = 0.0
            seen = np.flatnonzero(profile.max(axis=1) > VISIBLE)
            reach = OFFSET_MM[min(seen[-1] + 1, OFFSETS - 1)] * self._ppm if len(seen) else 1
            at = np.arange(OFFSETS * self.RINGS_PER_OFFSET) / self.RINGS_PER_OFFSET
            fine = np.stack([np.interp(at, np.arange(OFFSETS), profile[:, c]) for c in range(3)])
            core_mm = CORE_MM + float(np.exp(calibre / 10)) / 2
            if self._part == "skirt":
                fine = fine[:, np.maximum(np.arange(fine.shape[1]), self._ring_of(core_mm))]
            elif self._part == "core":  # a little further than where the skirt begins to fall
                reach = min(reach, core_mm * self._ppm + 2 * DEEP_STEP_PX)
            values = np.round(fine[self._wanted] * STAMP_UNIT).astype(np.uint16)
            self._profiles[key] = values, min(int(np.ceil(reach)), self._reach)
        return self._profiles[key]

    def _ring(self, fx: int, fy: int) -> NDArray[np.intp]:
        """Return for each pixel of the largest stamp the index of its distance."""
        if (fx, fy) not in self._rings:
            grid = np.arange(-self._reach, self._reach + 1) + 0.5
            dx, dy = grid - (fx + 0.5) / SUBPIXELS, grid - (fy + 0.5) / SUBPIXELS
            distance_mm = np.sqrt(dx[None] ** 2 + dy[:, None] ** 2) / self._ppm
            self._rings[fx, fy] = self._ring_of(distance_mm)
        return self._rings[fx, fy]

    def _ring_of(self, distance_mm: Array | float) -> NDArray[np.intp]:
        """Return the index of a distance from the axis among the rings of a profile."""
        at = np.sqrt(np.minimum(np.asarray(distance_mm) / FARTHEST_MM, 1.0)) * (OFFSETS - 1)
        return np.round(at * self.RINGS_PER_OFFSET).astype(np.intp)
