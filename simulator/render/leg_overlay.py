"""What is drawn on the leg figure: coverage, patch, findings, the probe, landmarks.

Everything that repeats between frames is kept: the dabs of coverage grow on one layer, labels
and the probe are cached by what they show. A frame is a handful of small blits.
"""

import math
from functools import lru_cache
from typing import Final

import pygame

from simulator.render import text
from simulator.render.coverage import CoverageLayer
from simulator.render.shapes import Sketch, rounded
from simulator.render.theme import tone
from simulator.view.leg import LegMark, LegProjection, LegView

PROBE_MM: Final = 38.0  # footprint of a linear vascular probe
PROBE_THICK_MM: Final = 9.0
DAB_MM: Final = 17.0
DAB_ALPHA: Final = 46
MARK_PX: Final = 9
LEAST_ROOM_PX: Final = 84
MOST_ROOM_PX: Final = 190
LABEL_GAP_PX: Final = 8


def _blit(target: pygame.Surface, picture: pygame.Surface, x: float, y: float) -> None:
    target.blit(picture, (round(x), round(y)), special_flags=pygame.BLEND_PREMULTIPLIED)


@lru_cache(maxsize=16)
def _dab(radius_px: int) -> pygame.Surface:
    sketch = Sketch(2 * radius_px, 2 * radius_px)
    sketch.disc(radius_px, radius_px, radius_px, tone("teal"), DAB_ALPHA)
    return sketch.finish()


@lru_cache(maxsize=16)
def _circle(radius_px: int, is_selected: bool) -> pygame.Surface:
    sketch = Sketch(2 * radius_px + 4, 2 * radius_px + 4)
    middle = radius_px + 2
    if is_selected:
        sketch.ring(middle, middle, radius_px, tone("teal"), 2.0)
    else:
        sketch.ring(middle, middle, radius_px, tone("tx"), 1.4)
    return sketch.finish()


@lru_cache(maxsize=4)
def _badge(has_evidence: bool, is_near: bool) -> pygame.Surface:
    """Draw a tick for a finding with evidence, a question mark for a guess."""
    size = 2 * MARK_PX + 4
    sketch = Sketch(size, size)
    edge = tone("teal") if has_evidence else tone("amber")
    fill = tone("tealb") if has_evidence else tone("amberb")
    c = size / 2
    sketch.disc(c, c, MARK_PX + 1, edge)
    sketch.disc(c, c, MARK_PX - 0.4, fill)
    if has_evidence:
        sketch.path([(c - 3.8, c + 0.2), (c - 1.0, c + 3.2), (c + 4.2, c - 3.4)], edge, 1.8)
    whole = sketch.finish()
    if not has_evidence:
        sign = text.line("?", 12.5, "Bold", edge)
        _blit(whole, sign, c - text.width_px("?", 12.5, "Bold") / 2, c - sign.get_height() / 2)
    if not is_near:
        whole.fill((110, 110, 110, 110), special_flags=pygame.BLEND_RGBA_MULT)
    return whole


@lru_cache(maxsize=128)
def _label(title: str, details: tuple[str, ...], room_px: int) -> pygame.Surface:
    """Draw a title and the lines under it on a pill no wider than `room_px`."""
    room_px -= 18
    rows = [(title, 13.0, "SemiBold", "tx"), *((d, 11.5, "Regular", "tx2") for d in details)]
    rows = [
        (text.shorten(w, size, bold, room_px), size, bold, tint) for w, size, bold, tint in rows
    ]
    wide = max(text.width_px(words, size, bold) for words, size, bold, _ in rows)
    size_px = (int(wide) + 18, 25 + 15 * len(details))
    pill = rounded(size_px, tone("ink"), radius_px=7, alpha=214)
    for i, (words, size, bold, tint) in enumerate(rows):
        _blit(pill, text.line(words, size, bold, tone(tint)), 9, 3 + 15 * i + (i > 0) * 2)
    return pill


@lru_cache(maxsize=8)
def _landmark(name: str) -> pygame.Surface:
    return text.line(name, 11.5, "Medium", tone("tx3"))


@lru_cache(maxsize=256)
def _probe(dx: int, dy: int, thick_px: int, side: int) -> pygame.Surface:
    """Draw the probe whose index end lies (dx, dy) from its middle; the cable leaves to `side`."""
    reach = math.ceil(max(math.hypot(dx, dy), 12.0)) + thick_px + 4
    sketch = Sketch(2 * reach, 2 * reach)
    c = float(reach)
    ends = [(c - dx, c - dy), (c + dx, c + dy)]
    cable = [(c, c), (c + side * 10, c + 6), (c + side * 16, c + 15), (c + side * 17, c + 24)]
    sketch.ring(c, c, reach - 1.0, tone("teal"), 1.6)
    sketch.path(cable, tone("line2"), max(3.0, thick_px * 0.34))
    sketch.path(cable[:2], tone("tx3"), max(4.0, thick_px * 0.55))
    sketch.path(ends, tone("ink"), thick_px + 3)
    sketch.path(ends, (221, 230, 230), thick_px)
    sketch.path(ends, tone("line3"), 1.4)
    sketch.disc(*ends[1], thick_px * 0.5 + 1.5, tone("ink"))
    sketch.disc(*ends[1], thick_px * 0.5, tone("teal"))
    return sketch.finish()


class LegOverlay:
    """Draws the overlays of one figure and keeps the layer of scanned spots."""

    def __init__(self, projection: LegProjection) -> None:
        self._projection = projection
        self._scanned: tuple[tuple[float, float], ...] = ()
        self._layer: pygame.Surface | None = None
        self._territories = CoverageLayer(projection)

    def paint(
        self, view: LegView, target: pygame.Surface, rect: pygame.Rect, place: LegProjection
    ) -> None:
        """Paint all overlays of `view`; `place` maps leg points to pixels of `target`."""
        if view.scanned:
            _blit(target, self._coverage(view.scanned), place.left_px, place.top_px)
        if view.territories:
            layer = self._territories.picture(view.territories)
            target.blit(layer, (round(place.left_px), round(place.top_px)))
        if view.has_landmarks:
            _paint_landmarks(target, rect, place)
        if view.patch is not None:
            _paint_patch(view.patch, view.is_patch_selected, target, place)
        _paint_marks(view.marks, target, rect, place)
        if view.probe is not None:
            _paint_probe(view.probe, target, place)

    def _coverage(self, scanned: tuple[tuple[float, float], ...]) -> pygame.Surface:
        """Return the layer of dabs; only spots that are new since the last frame are drawn."""
        known = len(self._scanned)
        if self._layer is None or scanned[:known] != self._scanned:
            size = (self._projection.width_px, self._projection.height_px)
            self._layer, known = pygame.Surface(size, pygame.SRCALPHA, 32), 0
        radius = max(3, round(DAB_MM * self._projection.px_per_mm))
        for u, s in scanned[known:]:
            x, y, is_visible = self._projection.to_figure(u, s)
            if is_visible:  # overlapping dabs do not add up: covered is covered
                corner = (round(x) - radius, round(y) - radius)
                self._layer.blit(_dab(radius), corner, special_flags=pygame.BLEND_RGBA_MAX)
        self._scanned = scanned
        return self._layer


def _paint_patch(
    patch: tuple[float, float, float, float],
    is_selected: bool,
    target: pygame.Surface,
    place: LegProjection,
) -> None:
    u, s, width, height = patch
    x, y, is_visible = place.to_figure(u, s)
    if is_visible:
        radius = round((math.hypot(width, height) / 2 + 5.0) * place.px_per_mm)
        circle = _circle(radius, is_selected)
        _blit(target, circle, x - radius - 2, y - radius - 2)


def _paint_marks(
    marks: tuple[LegMark, ...], target: pygame.Surface, rect: pygame.Rect, place: LegProjection
) -> None:
    """Paint the findings: first the words, clear of every badge, then the badges on top."""
    points = [place.to_figure(mark.u_mm, mark.s_mm) for mark in marks]
    badges = [_badge(not m.is_guess, p.is_visible) for m, p in zip(marks, points, strict=True)]
    boxes = [
        badge.get_rect(center=(round(point.x_px), round(point.y_px)))
        for badge, point in zip(badges, points, strict=True)
    ]
    taken = boxes.copy()
    for mark in marks:
        taken.append(_paint_label(mark, taken, target, rect, place))
    for badge, box in zip(badges, boxes, strict=True):
        _blit(target, badge, box.x, box.y)


def _paint_label(
    mark: LegMark,
    taken: list[pygame.Rect],
    target: pygame.Surface,
    rect: pygame.Rect,
    place: LegProjection,
) -> pygame.Rect:
    """Paint the words of a finding beside the leg, clear of `taken`; return their box."""
    x, y, _ = place.to_figure(mark.u_mm, mark.s_mm)
    left, right = place.edges_px(mark.s_mm)
    is_right = x >= (left + right) / 2
    field = rect.inflate(-2 * LABEL_GAP_PX, -2 * LABEL_GAP_PX)
    free = field.right - right if is_right else left - field.left
    room = min(max(round(free) - LABEL_GAP_PX, LEAST_ROOM_PX), MOST_ROOM_PX)
    details = tuple(part for part in (mark.finding, mark.evidence) if part)
    label = _label(mark.label, details, room)
    box = label.get_rect(centery=round(y))
    box.x = round(right + LABEL_GAP_PX if is_right else left - LABEL_GAP_PX - box.w)
    box.clamp_ip(field)
    while (hit := box.collidelist(taken)) >= 0:
        box.top = taken[hit].bottom + 2
    near_edge = box.left if is_right else box.right
    pygame.draw.aaline(target, tone("line3"), (x, y), (near_edge, box.centery))
    _blit(target, label, box.x, box.y)
    return box


def _paint_probe(
    probe: tuple[float, float, float], target: pygame.Surface, place: LegProjection
) -> None:
    u, s, yaw = probe
    x, y, is_visible = place.to_figure(u, s)
    if not is_visible:
        _blit(target, _circle(9, True), x - 11, y - 11)
        return
    half = PROBE_MM / 2
    end = place.to_figure(u + half * math.cos(yaw), s + half * math.sin(yaw))
    start = place.to_figure(u - half * math.cos(yaw), s - half * math.sin(yaw))
    dx, dy = round((end.x_px - start.x_px) / 2), round((end.y_px - start.y_px) / 2)
    middle = place.left_px + place.width_px / 2
    thick = max(5, round(PROBE_THICK_MM * place.px_per_mm))
    glyph = _probe(dx, dy, thick, 1 if x >= middle else -1)
    _blit(target, glyph, x - glyph.get_width() / 2, y - glyph.get_height() / 2)


def _paint_landmarks(target: pygame.Surface, rect: pygame.Rect, place: LegProjection) -> None:
    leg = place.leg
    for name, s_mm in (
        ("Groin crease", leg.groin_s_mm),
        ("Knee", leg.knee_s_mm),
        ("Ankle", leg.ankle_s_mm),
    ):
        y = place.y_px(s_mm)
        name_drawn = _landmark(name)
        _blit(target, name_drawn, rect.x + 4, y - name_drawn.get_height() / 2)
        start = rect.x + 10 + name_drawn.get_width()
        pygame.draw.line(target, tone("line2"), (start, round(y)), (start + 14, round(y)))
