"""Consultation: ask, examine, decide, explain, consent; days to think pass by command."""

from collections.abc import Mapping
from typing import Any, Final

from simulator.app.desk import Desk
from simulator.app.screens.parting import Parting, is_parting
from simulator.app.screens.table import Table
from simulator.app.words import (
    ASPECT_WORDS,
    CONSENT,
    DECISION,
    EXAMINATION,
    HISTORY,
    PLACES,
    REASONS,
)
from simulator.debrief.words import uncapital
from simulator.session import commands as c
from simulator.view.leg import ASPECTS
from simulator.widgets.input import Intents
from simulator.widgets.kit import Box, Ui

HINTS: Final = [("Tab", "next"), ("Enter", "do it"), ("Arrows", "choose"), ("F1", "help"),
                ("Esc", "menu")]  # fmt: skip
THINK_DAYS: Final = 14
ROW: Final = 42.0
TALK_ROW: Final = 40.0
Told = Mapping[str, Any]


class AssessScreen:
    """The patient sits opposite."""

    name = "Assess"

    def __init__(self) -> None:
        self.parting = Parting()

    def draw(self, ui: Ui, table: Table, inputs: Intents) -> str | None:
        """Show the consultation; return the next stage."""
        chosen = table.chrome(ui, self.name, HINTS)
        tall = ui.height - 150
        right_w = 540.0
        leg_w = ui.width - 40 - 500 - right_w - 32
        self._patient(ui, table, Box(20, 76, 500, tall))
        self._leg(ui, table, Box(536, 76, leg_w, tall))
        right = Box(ui.width - 20 - right_w, 76, right_w, tall)
        foot, rest = right.foot(52, 14)
        talk, known = rest.top(418, 14)
        self._talk(ui, table, talk)
        self._known(ui, table, known)
        if table.desk.state.parting.declined:
            chosen = self.parting.foot(ui, table.desk, foot) or chosen
        elif ui.button("continue", foot, "Continue to duplex"):
            chosen = "Duplex"
        if self.parting.open and not table.desk.is_held:
            chosen = self.parting.over(ui, table) or chosen
        return chosen

    # --- the patient answers -------------------------------------------------------------
    def _patient(self, ui: Ui, table: Table, box: Box) -> None:
        state = table.desk.state
        spec, talk = state.patient.spec, state.consultation
        room = ui.panel(box)
        initials = "".join(word[0] for word in spec.name.split() if word[0].isupper())[-2:]
        ui.dot(room.x + 26, room.y + 24, 26, "s3")
        ui.label((room.x, room.y + 6, 52, 36), initials, 16, "tx", "SemiBold", "c")
        who = Box(room.x + 68, room.y - 2, room.w - 68, 30)
        ui.label(who, f"{spec.name}, {spec.age_years}", 20, "tx", "SemiBold")
        where = spec.site if spec.is_off_leg else f"{spec.side} leg"
        about = f"{spec.occupation.capitalize()} · {where} · day {state.day}"
        ui.label((who.x, who.y + 28, who.w, 24), about, 13.5, "tx3")
        asked = f"{len(set(talk.asked))} of {len(HISTORY)} asked"
        y = _heading(ui, Box(room.x, room.y + 66, room.w, 20), "History", asked)
        events = table.desk.attempt.events
        answers = {e["item"]: e for e in events if e["ev"] == "history_asked"}
        for item, title in HISTORY.items():
            self._question(ui, table, Box(room.x, y, room.w, ROW), item, title, answers.get(item))
            y += ROW
        found = {e["item"]: e["finding"] for e in events if e["ev"] == "examined"}
        seen = f"{len(set(found))} of {len(EXAMINATION)} done"
        y = _heading(ui, Box(room.x, y + 14, room.w, 20), "Examination", seen)
        for item, title in EXAMINATION.items():
            row = Box(room.x, y, room.w, ROW)
            if item in found:
                _answer(ui, row, title, found[item])
            elif _ask(ui, f"examine {item}", row, title, "Examine"):
                table.desk.do(c.Examine(item))
            y += ROW

    def _question(
        self, ui: Ui, table: Table, row: Box, item: str, title: str, said: Told | None
    ) -> None:
        if said is None:
            if _ask(ui, f"ask {item}", row, title, "Ask"):
                table.desk.do(c.AskHistory(item))
        else:
            _answer(ui, row, title, said["answer"], said["is_contraindication"])

    # --- the leg -------------------------------------------------------------------------
    def _leg(self, ui: Ui, table: Table, box: Box) -> None:
        """The leg from four sides, and a magnifier on the veins she came for."""
        state = table.desk.state
        spec, field = state.patient.spec, state.patient.patch
        room = ui.panel(box, f"{spec.side} leg")
        options = [ASPECT_WORDS[aspect] for aspect in ASPECTS]
        seen = ui.segments("aspect", room.top(40)[0], options, ASPECTS.index(table.aspect))
        table.aspect = ASPECTS[seen]
        near_w = 214.0
        leg = Box(room.x, room.y + 52, room.w - near_w + 22, room.h - 52)
        table.show_leg(ui, leg)
        near_h = near_w * field.height_mm / field.width_mm
        card = Box(room.right - near_w, room.y + 74, near_w, near_h + 62)
        at = table.patch_point(ui, leg)
        if at is not None:
            ui.thread((card.x, card.y + near_h / 2), at)
        ui.plate(card, "s2", "teald", 10)
        table.show_patch(ui, Box(card.x + 8, card.y + 8, card.w - 16, near_h - 8))
        ui.label(
            (card.x + 12, card.y + near_h + 4, card.w - 24, 26),
            spec.place.capitalize(), 13.5, "tx", "SemiBold",
        )  # fmt: skip
        size = f"{field.width_mm:.0f} × {field.height_mm:.0f} mm from near"
        ui.label((card.x + 12, card.y + near_h + 29, card.w - 24, 24), size, 12, "tx3")

    # --- decision and consent ------------------------------------------------------------
    def _talk(self, ui: Ui, table: Table, box: Box) -> None:
        """The decision, and the conversation item by item."""
        desk, talk = table.desk, table.desk.state.consultation
        room = ui.panel(box, "Decision and consent talk")
        options = list(DECISION)
        at = options.index(talk.decision) if talk.decision else -1
        now = ui.segments("decision", room.top(42)[0], list(DECISION.values()), at)
        if now != at:
            desk.do(c.DecideSuitability(options[now]))
        items = [item for item in CONSENT if item in desk.scenario.plan.consent_items]
        told = f"{sum(item in talk.explained for item in items)} of {len(items)} explained"
        y = _heading(ui, Box(room.x, room.y + 56, room.w, 18), "Explain to the patient", told, 22)
        half = (room.w - 20) / 2
        for k, item in enumerate(items):
            cell = Box(room.x + (k % 2) * (half + 20), y + (k // 2) * TALK_ROW, half, TALK_ROW)
            state = "done" if item in talk.explained else "todo"
            if ui.pick_row(f"explain {item}", cell, CONSENT[item], state, has_line=False):
                desk.do(c.Explain(item))

    def _known(self, ui: Ui, table: Table, box: Box) -> None:
        """What is settled so far, what speaks against treatment, and the acts that settle it."""
        desk, talk = table.desk, table.desk.state.consultation
        events = desk.attempt.events
        room = ui.panel(box, "What is settled so far")
        half = (room.w - 12) / 2
        top, low = Box(room.x, room.y, half, 44), Box(room.x, room.y + 52, half, 44)
        verdict = Box(room.x, room.y + 108, room.w, room.h - 108)
        days = f"Let {THINK_DAYS} days pass"
        if is_parting(desk):
            self.parting.acts(ui, desk, (top, _beside(top), low))
            _act(ui, desk, "think", _beside(low), "clock", c.PassDays(THINK_DAYS), days, "")
            _verdict(ui, desk, verdict)
            return
        _act(ui, desk, "photograph", top, "camera", c.TakePhotograph(),
             "Photograph the leg", "Photographed" if talk.is_photographed else "")  # fmt: skip
        _act(ui, desk, "measure", _beside(top), "stocking", c.MeasureStocking(),
             "Measure the stocking",
             "Stocking measured" if talk.is_stocking_measured else "")  # fmt: skip
        _act(ui, desk, "think", low, "clock", c.PassDays(THINK_DAYS), days, "")
        signed = next((e for e in events if e["ev"] == "consent_taken"), None)
        done = f"Consent signed, day {signed['day']}" if signed else ""
        _act(ui, desk, "consent", _beside(low), "pen", c.TakeConsent(), "Take consent", done)
        _verdict(ui, desk, verdict)


def _verdict(ui: Ui, desk: Desk, box: Box) -> None:
    """One caution is what was heard and what it changes; else where the decision stands."""
    title, words, mark = _standing(desk)
    ui.card(box, "caution" if mark == "caution" else "plain")
    ui.mark(box.x + 26, box.y + 25, mark)
    ui.label((box.x + 46, box.y + 12, box.w - 60, 26), title, 14.5, "tx", "SemiBold")
    ui.paragraph((box.x + 46, box.y + 40, box.w - 62, box.h - 46), words, 13)


def _standing(desk: Desk) -> tuple[str, str, str]:
    """Return where the consultation stands: title, words and mark."""
    talk, parting = desk.state.consultation, desk.state.parting
    if parting.declined:
        words = "The patient knows why."
        if parting.referred_to:
            words = (
                f"A way forward: {', '.join(uncapital(PLACES[p]) for p in parting.referred_to)}."
            )
        return f"Declined: {REASONS[parting.declined].lower()}", words, "done"
    barred = dict.fromkeys(
        HISTORY[e["item"]]
        for e in desk.attempt.events
        if e["ev"] == "history_asked" and e["is_contraindication"]
    )
    if barred:
        words = "It changes the plan. Defer or refer, unless you have a reason not to."
        return f"Speaks against treatment: {', '.join(barred).lower()}", words, "caution"
    if not talk.decision:
        words = "Nothing told so far speaks against treatment. Have you asked enough?"
        return "Not decided yet", words, "todo"
    words = "Consent comes next, when there was time to think. You may still decide anew."
    if is_parting(desk):
        words = "Nothing is injected today. You may still decide anew."
    elif talk.is_consented:
        words = "Consent is signed. The next question is where the blood comes from."
    return f"Decided: {DECISION[talk.decision].lower()}", words, "done"


def _heading(ui: Ui, line: Box, title: str, note: str, gap: float = 26) -> float:
    """Draw a section title with its count; return where its rows begin."""
    ui.caption(line.left(220)[0], title)
    ui.value(line.far(180)[0], note, 12.5, "tx3", weight="Medium")
    return line.y + gap


def _beside(cell: Box) -> Box:
    return Box(cell.right + 12, cell.y, cell.w, cell.h)


def _ask(ui: Ui, name: str, row: Box, title: str, act: str) -> bool:
    """Draw a question that was not asked yet; True when it is."""
    cell = Box(row.x, row.y + 1, row.w, row.h - 5)
    is_fired = ui.button(name, cell, title, "ghost", size=13.5, align="l")
    ui.label((cell.right - 94, cell.y, 80, cell.h), act, 12.5, "teal", "SemiBold", "r")
    return is_fired


def _answer(ui: Ui, row: Box, title: str, words: str, is_barring: bool = False) -> None:
    """Draw an answer, centred in its row; one that speaks against treatment has a sign too."""
    ui.label((row.x, row.y, 160, row.h), title, 13.5, "tx3")
    left, colour = row.x + 168, "tx"
    if is_barring:
        ui.mark(left + 8, row.y + row.h / 2, "caution", 8)
        left, colour, words = left + 24, "amber", f"Caution: {words}"
    wide = row.right - left
    tall = min(row.h - 2, ui.paragraph_height(words, wide, 12.5, line_height=1.3))
    ui.paragraph(
        (left, row.y + (row.h - tall) / 2, wide, tall + 2), words, 12.5, colour, line_height=1.3
    )
    ui.divider(row.x, row.bottom, row.w)


def _act(ui: Ui, desk: Desk, name: str, cell: Box, icon: str, command: c.Command,
         words: str, done: str) -> None:  # fmt: skip
    """Draw an act with its icon; done it says so with a tick, refused it says why."""
    if done:
        if ui.button(name, cell, done, "selected", size=14, icon="tick"):
            desk.say(f"{done}.")
    elif ui.button(name, cell, words, "ghost", desk.why_not(command), 14, icon):
        desk.do(command)
