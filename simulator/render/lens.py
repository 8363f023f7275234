"""What the loupe itself adds: soft and bent towards the rim, dimmer edge, bezel, scale bar.

Idea: a simple lens is sharp and true in its middle only. Towards the rim of the round loupe the
picture is drawn out (pin-cushion) and out of focus; each pixel of that ring is fetched from
where the glass bends it from, and the outer ones are the mean of two or four places. Where the
lens does not dim, nothing is blitted, band by band of rows.

Source: the forms by eye from look.md and photographs through loupes; amounts are guesses.
"""

from typing import Final, Literal, NamedTuple

import numpy as np
import pygame
from numpy.typing import NDArray

from simulator.render.pixels import MASKS_ALPHA, clear, opaque
from simulator.view.treatment import TreatmentView

Rim = Literal["full", "disc"]

INK: Final = (13, 19, 22)
BEZEL: Final = (26, 34, 38)
LAMP: Final = (201, 216, 214)
TEXT: Final = (237, 243, 243)
LAMPS: Final = 64
DIMMEST: Final = {"full": 0.22, "disc": 0.30}
BAR_MM: Final = (0.5, 1.0, 2.0, 5.0, 10.0)
RIM_SHARE: Final = 0.030  # of the shorter side: bezel and a little room
TRUE_TO: Final = 0.87  # of the radius: within, the picture is as it is
BENT: Final = 0.016  # of the radius, at the rim
SOFT_FROM: Final = 0.91
SOFT: Final = 0.0055  # of the radius, at the rim: how far apart the places are that mix
# From, to (radii), and the directions (outwards, around) in which a pixel looks
ZONES: Final = (
    (0.965, 1.003, ((0.6, 0.8), (-0.6, -0.8), (-0.7, 0.6))),
    (SOFT_FROM, 0.965, ((0.6, 0.8), (-0.6, -0.8))),
    (TRUE_TO, SOFT_FROM, ((0.0, 0.0),)),
)
MOST_WAYS: Final = max(len(ways) for _, _, ways in ZONES)
BAND_PX: Final = 64

Index = NDArray[np.intp]
PAIR: Final = np.dtype([("left", np.uint32), ("right", np.uint32)])
_ONE: Final = np.uint64(1)
_HALF: Final = np.uint64(0x7F7F7F7F7F7F7F7F)


class Lens:
    """Paints the lens over a finished picture; `disc` is the round loupe with its lamps."""

    def __init__(self, font: pygame.font.Font | None, rim: Rim) -> None:
        self._font, self._rim = font, rim
        self._size = (0, 0)
        self._dim: list[tuple[pygame.Surface, pygame.Rect]] = []
        self._bezel: pygame.Surface | None = None
        self._glass: Glass | None = None
        self._bars: dict[float, pygame.Surface] = {}

    def opening(self, area: pygame.Rect) -> pygame.Rect:
        """Return the part of `area` that the loupe with its rim takes up."""
        if self._rim == "full":
            return area
        side = min(area.size) - 2  # within the area however halves are rounded
        x = (area.x + (area.w - side) // 2) // 2 * 2  # pairs of pixels lie on whole eight bytes
        return pygame.Rect(max(area.x, x), area.y + (area.h - side) // 2, side, side)

    @property
    def bytes_kept(self) -> int:
        """Memory of the pictures and of the ring's paths."""
        paths = self._glass.bytes_kept if self._glass is not None else 0
        return paths + 8 * self._size[0] * self._size[1]

    def prepare(self, size: tuple[int, int]) -> None:
        """Make the pictures of the lens for an opening of one size."""
        if size == self._size:
            return
        self._size = size
        width, height = size
        y, x = np.ogrid[:height, :width]
        if self._rim == "disc":
            radius_px = width * (0.5 - RIM_SHARE)
            r = np.hypot(x - width / 2 + 0.5, y - height / 2 + 0.5) / radius_px
            self._bezel = clear(*_bezel(r, radius_px))
            # Nearly all is clear or solid: run by run it costs a sixth of a blend.
            self._bezel.set_alpha(255, pygame.RLEACCEL)
            self._glass = Glass(size, radius_px)
            shade = 1.0 - DIMMEST["disc"] * np.clip((r - 0.64) / 0.36, 0.0, 1.0) ** 1.8
            is_dim = (shade < 0.997) & (r < 1.01)
        else:
            u = np.abs(x - width / 2 + 0.5) * 2 / width
            v = np.abs(y - height / 2 + 0.5) * 2 / height
            r = (u**3.2 + v**3.2) ** (1 / 3.2)
            shade = 1.0 - DIMMEST["full"] * np.clip((r - 0.72) / 0.42, 0.0, 1.0) ** 1.8
            is_dim = shade < 0.997
        grey = (shade * 255 + 0.5).astype(np.uint8)
        self._dim = _bands(opaque(np.repeat(grey[..., None], 3, axis=2)), is_dim)

    def paint(self, view: TreatmentView, target: pygame.Surface, area: pygame.Rect) -> None:
        """Bend and dim the edge, draw the bezel and the scale bar."""
        opening = self.opening(area)
        self.prepare(opening.size)
        if self._glass is not None:
            self._glass.bend(target, opening)
        for picture, part in self._dim:
            place = (opening.x + part.x, opening.y + part.y)
            target.blit(picture, place, part, special_flags=pygame.BLEND_RGB_MULT)
        if self._bezel is not None:
            target.blit(self._bezel, opening)
        if view.has_scale_bar:
            bar = self._bar(view.camera.px_per_mm)
            inset = 22 if self._rim == "full" else round(opening.h * RIM_SHARE) + 34
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


class Zone(NamedTuple):
    """Pairs of pixels that are means of equally many places."""

    first: Index  # where a pair lies: its first pixel
    pairs: Index  # the same counted in pairs
    ways: int  # how many places
    # Which pairs are fetched at once, as which place of their mean, and whether from pairs that
    # begin at odd pixels
    fetches: list[tuple[slice, int, int]]
    sources: list[Index]


def _zone(sources: Index, first: Index) -> Zone:
    """Return pairs at `first` that are means of those at `sources` (ways, N), as they are fetched.

    A pair of the picture may begin at any pixel, so pairs are sorted by whether their sources
    begin at even or odd ones.
    """
    kind = (sources % 2 * (2 ** np.arange(len(sources)))[:, None]).sum(axis=0)
    order = np.argsort(kind, kind="stable")
    sources, first = sources[:, order], first[order]
    cuts = (np.flatnonzero(np.diff(kind[order])) + 1).tolist()
    fetches, paths = [], []
    for begin, end in zip([0, *cuts], [*cuts, len(first)], strict=True):
        for way, source in enumerate(sources[:, begin:end]):
            fetches.append((slice(begin, end), way, int(source[0] % 2)))
            paths.append(source // 2)
    return Zone(first, first // 2, len(sources), fetches, paths)


class Glass:
    """The ring of a round lens where the picture is bent and soft.

    Pixels are fetched two by two, neighbours in a row from neighbours: half the fetches, and no
    pixel comes from further off its own place than a quarter of a pixel.
    """

    def __init__(self, size: tuple[int, int], radius_px: float) -> None:
        self._size, self._radius_px = size, radius_px
        self._pitch = 0
        self._zones: list[Zone] = []  # from the rim inwards
        self._places = np.empty((MOST_WAYS + 1, 0), np.uint64)  # and room to mix them

    @property
    def bytes_kept(self) -> int:
        """Memory of the paths."""
        paths = (p.nbytes for z in self._zones for p in (z.first, z.pairs, *z.sources))
        return sum(paths) + self._places.nbytes

    def bend(self, target: pygame.Surface, opening: pygame.Rect) -> None:
        """Fetch the ring's pixels from where the glass bends them from."""
        pitch = target.get_pitch() // 4
        if pitch != self._pitch:
            self._pitch = pitch
            self._zones = [part for zone in ZONES for part in self._traced(pitch, *zone)]
            most = max(len(zone.first) for zone in self._zones)
            self._places = np.empty((MOST_WAYS + 1, most), np.uint64)
        start = opening.y * pitch + opening.x
        pixels = np.frombuffer(target.get_buffer(), np.uint32)[start:]  # type: ignore[call-overload, unused-ignore]
        room = (len(pixels) - 1) // 2 * 2
        views = (pixels[:room].view(PAIR), pixels[1 : room + 1].view(PAIR))
        is_whole = pitch % 2 == 0 and pixels.ctypes.data % 8 == 0
        seen = self._places.view(PAIR)
        for zone in self._zones:
            for (part, way, is_odd), source in zip(zone.fetches, zone.sources, strict=True):
                views[is_odd].take(source, out=seen[way, part], mode="clip")
            mean, *others = self._places[:, : len(zone.first)]
            for way in range(zone.ways - 1):
                _mix(mean, others[way], others[-1])
            if is_whole:
                pixels[:room].view(np.uint64)[zone.pairs] = mean
            else:  # pairs that lie across eight bytes are written in halves
                for half in (0, 1):
                    pixels[zone.first + half] = mean.view(np.uint32)[half::2]

    def _traced(
        self, pitch: int, low: float, high: float, ways: tuple[tuple[float, float], ...]
    ) -> "list[Zone]":
        """Return the paths of one zone for a target of `pitch` pixels a row.

        Near the true middle a pair may find itself in all its places, or one place twice.
        """
        width, height = self._size
        row, column = np.mgrid[:height, : width - width % 2 : 2].reshape(2, -1)
        middle = column + 0.5
        r = np.hypot(middle - width / 2 + 0.5, row - height / 2 + 0.5) / self._radius_px
        at = np.flatnonzero((r > low) & (r <= high))
        sources = np.array([self._source(row[at], middle[at], r[at], way, pitch) for way in ways])
        first = (row * pitch + column)[at]
        is_one = (sources == sources[0]).all(axis=0)
        is_moved = is_one & (sources[0] != first)
        found = ((sources[:, ~is_one], first[~is_one]), (sources[:1, is_moved], first[is_moved]))
        return [_zone(*paths) for paths in found if len(paths[1])]

    def _source(
        self,
        row: Index,
        middle: NDArray[np.floating],
        r: NDArray[np.floating],
        way: tuple[float, float],
        pitch: int,
    ) -> Index:
        """Return the first pixel of what pairs show: bent inwards, and aside by the softness."""
        width, height = self._size
        x_px, y_px = middle - width / 2 + 0.5, row - height / 2 + 0.5
        bent = 1.0 - BENT * (np.maximum(r - TRUE_TO, 0) / (1 - TRUE_TO)) ** 2 / r
        wide = SOFT * np.clip((r - SOFT_FROM) / (1 - SOFT_FROM), 0, 1) / r
        along, across = bent + way[0] * wide, way[1] * wide
        at_x = np.rint(x_px * along - y_px * across + width / 2 - 1.0).astype(np.intp)
        at_y = np.rint(y_px * along + x_px * across + height / 2 - 0.5).astype(np.intp)
        return np.clip(at_y, 0, height - 1) * pitch + np.clip(at_x, 0, width - 2)


def _mix(
    pixels: NDArray[np.uint64], others: NDArray[np.uint64], scratch: NDArray[np.uint64]
) -> None:
    """Turn packed pixels into the mean of them and others, byte by byte."""
    np.bitwise_xor(pixels, others, out=scratch)
    pixels &= others
    scratch >>= _ONE
    scratch &= _HALF
    pixels += scratch


def _bands(
    picture: pygame.Surface, is_wanted: NDArray[np.bool_]
) -> list[tuple[pygame.Surface, pygame.Rect]]:
    """Return the parts of a picture that matter: in each band of rows, from the edge inwards."""
    found = []
    height = len(is_wanted)
    for top in range(0, height, BAND_PX):
        tall = min(BAND_PX, height - top)
        columns = is_wanted[top : top + tall].any(axis=0)
        wanted = np.flatnonzero(columns)
        if not len(wanted):
            continue
        gaps = np.flatnonzero(np.diff(wanted) > BAND_PX)
        firsts = wanted[np.concatenate([[0], gaps + 1])].tolist()
        lasts = wanted[np.concatenate([gaps, [len(wanted) - 1]])].tolist()
        for first, last in zip(firsts, lasts, strict=True):
            found.append((picture, pygame.Rect(first, top, last + 1 - first, tall)))
    return found


def _bezel(
    r: NDArray[np.floating], radius_px: float
) -> tuple[NDArray[np.uint8], NDArray[np.floating]]:
    """Return colour and cover of what surrounds a round lens: bezel, lamps, dark room."""
    k = radius_px / 370  # drawn for a glass of 370 pixels
    far = (r - 1.0) * radius_px / k
    row, column = np.nonzero((far > -2.0) & (far < 32.0))
    outside = far[row, column].astype(np.float32)
    ring = np.clip(20.5 - np.abs(outside - 10.0) * 2.0, 0, 1)[:, None]
    rim = np.array(INK) * (1 - ring) + np.array(BEZEL) * ring
    groove = np.exp(-(((outside - 12.0) / 3.6) ** 2))[:, None] * 0.75
    rim = rim * (1 - groove) + np.array((10, 14, 16)) * groove
    edge = np.exp(-(((outside - 20.0) / 0.9) ** 2))[:, None] * 0.6
    rim = rim * (1 - edge) + np.array((70, 86, 92)) * edge
    turn = np.arctan2(row - r.shape[0] / 2 + 0.5, column - r.shape[1] / 2 + 0.5)
    step = 2 * np.pi / LAMPS
    off = (turn - np.round(turn / step) * step) * (radius_px / k + 12)
    lamp = np.clip(2.1 - np.hypot(off, outside - 12.0), 0, 1)[:, None]
    rim = rim * (1 - lamp) + np.array(LAMP) * lamp
    rgb = np.empty((*r.shape, 3), np.uint8)
    rgb[:] = INK
    rgb[row, column] = np.clip(rim, 0, 255)
    return rgb, np.clip(far * k + 0.5, 0, 1)


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
