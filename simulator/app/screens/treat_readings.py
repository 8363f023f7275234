"""Beside the loupe: the steps, the syringe, the pressure, the running dose, the hands."""

from collections import deque
from collections.abc import Sequence
from typing import Any, Final

from simulator.app.needle_hand import NeedleHand
from simulator.app.screens.loupe_notes import STOP, LoupeNotes
from simulator.app.screens.table import Table
from simulator.base.units import RAD_PER_DEG, TICKS_PER_SECOND, mmhg
from simulator.session.treating import dose_cap_ul
from simulator.widgets.kit import Box, Step, Ui

RATE_TICKS: Final = 60  # the rate is that of the last half second
CAUTION_MMHG, HARM_MMHG, TOP_MMHG = 40.0, 85.0, 120.0
NOT_STANDING: Final = {
    "lying": "The feeders were empty",
    "sitting": "Standing fills the feeders",
}


def marked_posture(events: Sequence[dict[str, Any]]) -> str:
    """Return how she was placed when the skin was last marked; the state keeps only "standing"."""
    past = reversed(events)
    for event in past:
        if event["ev"] == "skin_marked":
            break
    for event in past:
        if event["ev"] == "posture_changed":
            return str(event["posture"])
        if event["ev"] == "days_passed":
            break
    return "sitting"  # so she waits when she comes in


def draw_steps(ui: Ui, table: Table, box: Box) -> None:
    """The thin list of what is done and what comes next."""
    state = table.desk.state
    treatment = state.treatment
    taped = sum(swab.is_taped and not swab.is_off for swab in treatment.swabs)
    holes = sum(hole.day == state.day for hole in treatment.punctures)
    is_marked_low = treatment.is_marked and not treatment.is_marked_standing
    posture = marked_posture(table.desk.attempt.events) if is_marked_low else "standing"
    facts = (
        (treatment.is_kit_checked, "Kit and drug checked"),
        (treatment.is_marked, f"Marked {posture}" if is_marked_low else "Marked, standing"),
        (state.posture == "lying", "Patient lying"),
        (treatment.wiped_tick >= 0, "Skin wiped"),
        (treatment.syringe.drug != "", "Syringe drawn up"),
        (treatment.syringe.is_labelled, "Syringe labelled"),
        (treatment.is_stretched, "Skin stretched"),
        _injected(table),
        (holes > 0 and taped >= holes, f"Swabs taped, {taped} of {holes}"),
    )
    steps, is_next = [], True
    for is_done, words in facts:
        state_word = "done" if is_done else "active" if is_next else "todo"
        is_next = is_next and is_done
        steps.append(Step(words, state_word))
    if is_marked_low:
        steps[1] = Step(steps[1].words, "caution", NOT_STANDING[posture])
    room = ui.panel(box, "Steps")
    ui.steps(room, steps)


def _injected(table: Table) -> tuple[bool, str]:
    """Return whether the threads are done, and how far; an exam tells no hit from a miss."""
    state = table.desk.state
    holes = state.treatment.punctures
    if table.is_exam:
        return bool(holes), f"Punctures, {len(holes)}"
    threads = len(state.patient.threads)
    hit = len({hole.thread for hole in holes if hole.injected_ul > 0} - {""})
    return hit == threads, f"Threads injected, {hit} of {threads}"


class Readings:
    """The right-hand column; remembers only what went in lately, for the rate."""

    def __init__(self) -> None:
        self._lately: deque[tuple[int, float]] = deque()
        self._is_thumb_held = False

    def draw(
        self, ui: Ui, table: Table, hand: NeedleHand, notes: LoupeNotes, box: Box
    ) -> str | None:
        """Syringe, pressure, hands and the way on; return the next stage."""
        _syringe(ui, table, Box(box.x, box.y, box.w, 252))
        self._pressure(ui, table, hand, Box(box.x, box.y + 262, box.w, 188))
        self._hands(ui, hand, notes, Box(box.x, box.y + 460, box.w, 182))
        stop = Box(box.x, box.bottom - 106, box.w, 48)
        answer, stop = stop.far(84, 8)
        notes.responding.button_beside(ui, answer)
        why = None if hand.is_in else "The needle is out."
        if ui.button("stop now", stop, STOP, "danger", why, 14.5):
            notes.stop(hand)
        foot = (box.x, box.bottom - 48, box.w, 48)
        why = "Take the needle out first." if hand.is_in else None
        return "Aftercare" if ui.button("on", foot, "To aftercare", "ghost", why) else None

    def _rate_ul_per_s(self, table: Table) -> float:
        """Return how fast the syringe empties now."""
        push, tick = table.desk.state.treatment.push, table.desk.state.tick
        if push is None:
            self._lately.clear()
            return 0.0
        if not self._lately or self._lately[-1][0] != tick:
            self._lately.append((tick, push.injected_ul + push.air_ul))
        while self._lately[0][0] < tick - RATE_TICKS:
            self._lately.popleft()
        lasted = (tick - self._lately[0][0]) / TICKS_PER_SECOND
        gone_ul = push.injected_ul + push.air_ul - self._lately[0][1]
        return gone_ul / lasted if lasted > 0.1 else 0.0

    def _pressure(self, ui: Ui, table: Table, hand: NeedleHand, box: Box) -> None:
        treatment = table.desk.state.treatment
        needle, push = treatment.needle, treatment.push
        room = ui.panel(box, "Thumb" if table.is_exam else "Pressure in the vein")
        if table.is_exam:
            force = f"{needle.force_mn / 1000:.1f}"
            used = ui.value((room.x, room.y + 22, 90, 50), force, 40, "tx", "l")
            ui.label((room.x + (used or 60) + 6, room.y + 42, 30, 24), "N", 15, "tx2")
        else:
            dial = (room.x - 6, room.y - 4, 128, 128)
            shown = mmhg(push.tip_pa if push is not None else 0.0)
            ui.pressure_gauge(dial, shown, TOP_MMHG, CAUTION_MMHG, HARM_MMHG)
        x = room.x + 138
        ui.reading((x, room.y - 2, 110, 36), "Rate", f"{self._rate_ul_per_s(table):.1f} µl/s", 14)
        bevel = needle.bevel if hand.is_in else hand.bevel
        held = f"{hand.held_rad / RAD_PER_DEG:.0f}°, bevel {bevel}"
        ui.reading((x, room.y + 34, 110, 36), "Angle", held, 14)
        deep = f"{hand.length_mm:.2f} mm" if hand.is_in else "out"
        ui.reading((x, room.y + 70, 110, 36), "Pushed in", deep, 14)
        ui.reading((x, room.y + 106, 110, 36), "Felt at the tip", _felt(table), 14)

    def _hands(self, ui: Ui, hand: NeedleHand, notes: LoupeNotes, box: Box) -> None:
        room = ui.panel(box, "Hands")
        now_n = hand.desk.state.treatment.needle.force_mn / 1000
        words = f"Thumb, now {now_n:.1f} N" if now_n else "Thumb aims at"
        place = (room.x, room.y - 6, room.w, 46)
        aim = ui.slider("thumb", place, words, hand.aim_mn / 1000, 0.4, 6.0, 0.1, unit="N")
        hand.aim_mn = round(aim * 1000)
        left, right = Box(room.x, room.y + 46, room.w, 44).columns(2, 10)
        why = None if hand.is_in else "The needle is not in the skin."
        words = "Let go" if hand.is_pressing else "Hold to press"
        is_fired = ui.button("press", left, words, "ghost", why, 13.5)
        is_held = ui.touches.active == "press" and why is None
        if is_held != self._is_thumb_held:
            hand.press(is_held)
        elif is_fired and ui.touches.is_ring_shown:
            hand.press(not hand.is_pressing)
        self._is_thumb_held = is_held
        if ui.button("withdraw", right, "Withdraw", refusal=why, size=13.5):
            hand.withdraw()
        row = Box(room.x - 8, room.y + 94, room.w + 16, 40)
        if ui.switch("coach", row, "Coach", notes.is_coaching) != notes.is_coaching:
            notes.switch(hand.desk)


def _felt(table: Table) -> str:
    """Return what the fingers feel: how hard tissue pushes back, and how often it has given."""
    thrust = table.desk.state.treatment.thrust
    if thrust is None:
        return "nothing"
    gave = f", gave {thrust.gives}×" if thrust.gives else ""
    return f"{thrust.force_mn / 1000:.2f} N{gave}"


def _syringe(ui: Ui, table: Table, box: Box) -> None:
    treatment = table.desk.state.treatment
    syringe, push = treatment.syringe, treatment.push
    drug = syringe.drug if syringe.drug == "STS" else syringe.drug.capitalize()
    label = f"{drug} {syringe.strength_ppm / 10_000:g} %"
    room = ui.panel(box, "Syringe")
    if syringe.drug and syringe.is_labelled:
        ui.chip(box.right - 14, box.y + 10, label, "tx2", align="r")
    elif syringe.drug:
        ui.chip(box.right - 14, box.y + 10, "No label", "amber", align="r")
    ui.syringe((room.x + 4, room.y + 8, 84, room.h - 8), syringe.left_ul, syringe.size_ul)
    x, wide = room.x + 106, room.w - 106
    hole = (
        treatment.punctures[treatment.needle.puncture] if treatment.needle.puncture >= 0 else None
    )
    now_ul = hole.injected_ul if hole else push.injected_ul if push else 0.0
    cap_ml = dose_cap_ul(table.desk.state) / 1000
    used = ui.value(
        (x, room.y + 2, wide - 34, 50), f"{now_ul / 1000:.2f}", 40, "tx", "l", "SemiBold"
    )
    ui.label((x + (used or 84) + 6, room.y + 22, 34, 24), "ml", 15, "tx2")
    ui.label((x, room.y + 52, wide, 18), "in this puncture", 12, "tx3")
    ui.bar((x, room.y + 74, wide, 6), min(1.0, now_ul / 200.0))
    air = f" + {syringe.air_ul / 1000:.2f} air" if syringe.air_ul else ""
    left = f"{syringe.left_ul / 1000:.2f} ml{air}"
    ui.reading((x, room.y + 90, wide, 40), "Left in the syringe", left, 16)
    ui.reading(
        (x, room.y + 136, wide, 40),
        f"Today, of {cap_ml:.3g} ml",
        f"{treatment.given_ul / 1000:.2f} ml",
        16,
    )
    ui.bar(
        (x, room.y + 184, wide, 5), min(1.0, treatment.given_ul / 1000 / max(cap_ml, 1e-3)), "blue"
    )
