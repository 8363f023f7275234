"""Beside the loupe: the steps, the syringe, the pressure, the running dose."""

from typing import Final

from simulator.app.needle_hand import NeedleHand
from simulator.app.screens.table import Table
from simulator.base.units import RAD_PER_DEG, TICKS_PER_SECOND, mmhg
from simulator.widgets.kit import Box, Step, Ui

CAP_ML: Final = 10.0  # shown beside the running dose; the scored limit is in the protocol pack
CAUTION_MMHG, HARM_MMHG, TOP_MMHG = 40.0, 85.0, 120.0


def draw_steps(ui: Ui, table: Table, box: Box) -> None:
    """The thin list of what is done and what comes next."""
    state = table.desk.state
    treatment = state.treatment
    done_threads = {hole.thread for hole in treatment.punctures if hole.injected_ul > 0} - {""}
    taped = sum(swab.is_taped for swab in treatment.swabs)
    holes = len(treatment.punctures)
    threads = len(state.patient.threads)
    facts = (
        (treatment.is_kit_checked, "Kit and drug checked"),
        (treatment.is_marked, "Marked, standing"),
        (state.posture == "lying", "Patient lying"),
        (treatment.wiped_tick >= 0, "Skin wiped"),
        (treatment.syringe.drug != "", "Syringe drawn up"),
        (treatment.is_stretched, "Skin stretched"),
        (len(done_threads) == threads, f"Threads injected, {len(done_threads)} of {threads}"),
        (holes > 0 and taped >= holes, f"Swabs taped, {taped} of {holes}"),
    )
    steps, is_next = [], True
    for is_done, words in facts:
        state_word = "done" if is_done else "active" if is_next else "todo"
        is_next = is_next and is_done
        steps.append(Step(words, state_word))
    room = ui.panel(box, "Steps")
    ui.steps(room, steps)


def draw_readings(ui: Ui, table: Table, hand: NeedleHand, box: Box) -> bool:
    """Syringe, pressure and the way on; returns whether the trainee moves on."""
    _syringe(ui, table, Box(box.x, box.y, box.w, 268))
    _pressure(ui, table, hand, Box(box.x, box.y + 280, box.w, 186))
    _actions(ui, table, hand, Box(box.x, box.y + 478, box.w, 166))
    return ui.button("to aftercare", (box.x, box.bottom - 48, box.w, 48), "To aftercare", "ghost")


def _syringe(ui: Ui, table: Table, box: Box) -> None:
    treatment = table.desk.state.treatment
    syringe, push = treatment.syringe, treatment.push
    drug = syringe.drug if syringe.drug == "STS" else syringe.drug.capitalize()
    label = f"{drug} {syringe.strength_ppm / 10_000:g} %"
    room = ui.panel(box, "Syringe")
    if syringe.drug:
        ui.chip(box.right - 14, box.y + 10, label, "tx2", align="r")
    ui.syringe((room.x + 4, room.y + 8, 84, room.h - 8), syringe.left_ul, syringe.size_ul)
    x, wide = room.x + 106, room.w - 106
    hole = (
        treatment.punctures[treatment.needle.puncture] if treatment.needle.puncture >= 0 else None
    )
    now_ul = hole.injected_ul if hole else push.injected_ul if push else 0.0
    used = ui.value(
        (x, room.y + 2, wide - 34, 50), f"{now_ul / 1000:.2f}", 40, "tx", "l", "SemiBold"
    )
    ui.label((x + (used or 84) + 6, room.y + 22, 34, 24), "ml", 15, "tx2")
    ui.label((x, room.y + 52, wide, 18), "this puncture", 12, "tx3")
    ui.bar((x, room.y + 74, wide, 6), min(1.0, now_ul / 200.0))
    ui.reading(
        (x, room.y + 92, wide, 40), "left in syringe", f"{syringe.left_ul / 1000:.2f} ml", 16
    )
    ui.reading(
        (x, room.y + 140, wide, 40),
        f"of {CAP_ML:g} ml a session",
        f"{treatment.given_ul / 1000:.2f} ml",
        16,
    )
    ui.bar((x, room.y + 188, wide, 5), min(1.0, treatment.given_ul / 1000 / CAP_ML), "blue")


def _tip_pa(table: Table) -> float:
    """Return the pressure in the vein at the bevel now."""
    state = table.desk.state
    fit = state.treatment.fit
    if state.treatment.push is None or fit is None or fit.lumen_frac <= 0.0:
        return 0.0
    first, last = state.patient.web.edges[fit.edge]
    share = fit.along_frac
    pressure = state.lumen.pressure_pa
    return float(pressure[first] * (1.0 - share) + pressure[last] * share)


def _pressure(ui: Ui, table: Table, hand: NeedleHand, box: Box) -> None:
    room = ui.panel(box, "Pressure in the vein")
    treatment = table.desk.state.treatment
    push, needle = treatment.push, treatment.needle
    ui.pressure_gauge(
        (room.x - 6, room.y - 2, 132, 132), mmhg(_tip_pa(table)), TOP_MMHG, CAUTION_MMHG, HARM_MMHG
    )
    x = room.x + 138
    rate = 0.0
    if push is not None:
        lasted = (table.desk.state.tick - push.started_tick) / TICKS_PER_SECOND
        rate = push.injected_ul / lasted if lasted > 0.2 else 0.0
    ui.reading((x, room.y, 110, 36), "Rate", f"{rate / 1000:.3f} ml/s", 14)
    angle = (
        round(hand.angle_rad / RAD_PER_DEG)
        if not hand.is_in
        else round(needle.angle_mrad / 1000 / RAD_PER_DEG)
    )
    ui.reading((x, room.y + 42, 110, 36), "Angle", f"{angle}°", 14)
    ui.reading(
        (x, room.y + 84, 110, 36), "Thumb", f"{(needle.force_mn or hand.aim_mn) / 1000:.1f} N", 14
    )


def _actions(ui: Ui, table: Table, hand: NeedleHand, box: Box) -> None:
    treatment = table.desk.state.treatment
    room = ui.panel(box, "Hands")
    aim = ui.slider(
        "thumb",
        (room.x, room.y - 4, room.w, 46),
        "Thumb aims at",
        hand.aim_mn / 1000,
        0.4,
        6.0,
        0.1,
        unit="N",
    )
    hand.aim_mn = round(aim * 1000)
    is_in = treatment.needle.length_um > 0
    words = "Stop" if treatment.push is not None else "Press"
    why = None if is_in else "The needle is not in the skin."
    left, right = Box(room.x, room.y + 54, room.w, 44).columns(2, 10)
    if ui.button("press", left, words, "ghost", why, 14):
        hand.press(treatment.push is None)
    if ui.button("withdraw", right, "Withdraw", refusal=why, size=14):
        hand.withdraw()
