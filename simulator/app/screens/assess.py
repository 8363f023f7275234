"""Consultation: ask, examine, decide, explain, consent; days to think pass by command."""

from typing import Final

from simulator.app.desk import Desk
from simulator.app.screens.asking import AskingPanel, tells_bars
from simulator.app.screens.consent_talk import draw_talk
from simulator.app.screens.glass import GlassTest
from simulator.app.screens.parting import Parting, is_parting
from simulator.app.screens.table import Table
from simulator.app.words import ADVICE, ASPECT_WORDS, CONSENT, DECISION, HISTORY, PLACES, REASONS
from simulator.debrief.words import uncapital
from simulator.session import commands as c
from simulator.session.patient_words import says
from simulator.view.leg import ASPECTS
from simulator.widgets.input import Intents
from simulator.widgets.kit import Box, Ui

HINTS: Final = [("Tab", "next"), ("Enter", "do it"), ("Arrows", "choose"), ("F1", "help"),
                ("Esc", "menu")]  # fmt: skip
THINK_DAYS: Final = 14


class AssessScreen:
    """The patient sits opposite."""

    name = "Assess"

    def __init__(self) -> None:
        self.parting = Parting()
        self.asking = AskingPanel()
        self.glass = GlassTest()

    def draw(self, ui: Ui, table: Table, inputs: Intents) -> str | None:
        """Show the consultation; return the next stage."""
        if self.glass.is_open:
            return self.glass.draw(ui, table, inputs, self.name)
        chosen = table.chrome(ui, self.name, HINTS)
        tall = ui.height - 150
        right_w = 540.0
        leg_w = ui.width - 40 - 500 - right_w - 32
        self.asking.draw(ui, table, self.glass, Box(20, 76, 500, tall))
        self._leg(ui, table, Box(536, 76, leg_w, tall))
        right = Box(ui.width - 20 - right_w, 76, right_w, tall)
        foot, rest = right.foot(52, 14)
        talk, known = rest.top(418, 14)
        draw_talk(ui, table.desk, talk)
        self._known(ui, table, known)
        if table.desk.state.parting.declined:
            chosen = self.parting.foot(ui, table.desk, foot) or chosen
        elif ui.button("continue", foot, "Continue to duplex"):
            chosen = "Duplex"
        if self.parting.open and not table.desk.is_held:
            chosen = self.parting.over(ui, table) or chosen
        return chosen

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
        said = last_said(table.desk)
        if said is not None:
            _speech(ui, said, Box(card.x, card.bottom + 18, card.w, room.bottom - card.bottom - 18))

    # --- what is settled -----------------------------------------------------------------
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
            _verdict(ui, table, verdict)
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
        _verdict(ui, table, verdict)


def last_said(desk: Desk) -> tuple[str, str] | None:
    """Return who spoke last about what, and the words; None before anybody did."""
    for event in reversed(desk.attempt.events):
        match event["ev"]:
            case "history_asked":
                return f"{HISTORY[event['item']]}", f"“{event['answer']}”"
            case "taught_back":
                return f"Said back: {spoken(event['item'])}", f"“{event['answer']}”"
            case "risk_explained":
                return f"You explain: {spoken(event['item'])}", f"“{says(event['item'])}”"
    return None


def spoken(item: str) -> str:
    """Return what an item of the talk is called in a sentence."""
    return uncapital(CONSENT.get(item) or ADVICE[item])


def _speech(ui: Ui, said: tuple[str, str], box: Box) -> None:
    """Draw what was said last, as large as people read a caption."""
    title, words = said
    wide = box.w - 24
    head = ui.paragraph_height(title, wide, 12)
    tall = min(box.h, head + ui.paragraph_height(words, wide, 15) + 32)
    ui.card(Box(box.x, box.y, box.w, tall), "outlined")
    ui.paragraph((box.x + 12, box.y + 10, wide, head + 2), title, 12, "tx3")
    ui.paragraph((box.x + 12, box.y + 16 + head, wide, tall - head - 22), words, 15, "tx")


def _verdict(ui: Ui, table: Table, box: Box) -> None:
    """One caution is what was heard and what it changes; else where the decision stands."""
    title, words, mark = _standing(table)
    ui.card(box, "caution" if mark == "caution" else "plain")
    ui.mark(box.x + 26, box.y + 25, mark)
    ui.label((box.x + 46, box.y + 12, box.w - 60, 26), title, 14.5, "tx", "SemiBold")
    ui.paragraph((box.x + 46, box.y + 40, box.w - 62, box.h - 46), words, 13)


def _standing(table: Table) -> tuple[str, str, str]:
    """Return where the consultation stands: title, words and mark."""
    desk = table.desk
    talk, parting = desk.state.consultation, desk.state.parting
    if parting.declined:
        words = "The patient knows why."
        if parting.referred_to:
            words = (
                f"A way forward: {', '.join(uncapital(PLACES[p]) for p in parting.referred_to)}."
            )
        return f"Declined: {REASONS[parting.declined].lower()}", words, "done"
    if not talk.decision:
        words = "Have you asked and examined enough, and heard what the answers mean?"
        return "Not decided yet", words, "todo"
    barred = dict.fromkeys(
        HISTORY[e["item"]]
        for e in desk.attempt.events
        if e["ev"] == "history_asked" and e["is_contraindication"]
    )
    if barred and talk.decision == "suitable" and tells_bars(table):
        words = "It changes the plan. Defer or refer, unless you have a reason not to."
        return f"Speaks against treatment: {', '.join(barred).lower()}", words, "caution"
    words = "Consent comes next, when there was time to think. You may still decide anew."
    if is_parting(desk):
        words = "Nothing is injected today. You may still decide anew."
    elif talk.is_consented:
        words = "Consent is signed. The next question is where the blood comes from."
    return f"Decided: {DECISION[talk.decision].lower()}", words, "done"


def _beside(cell: Box) -> Box:
    return Box(cell.right + 12, cell.y, cell.w, cell.h)


def _act(ui: Ui, desk: Desk, name: str, cell: Box, icon: str, command: c.Command,
         words: str, done: str) -> None:  # fmt: skip
    """Draw an act with its icon; done it says so with a tick, refused it says why."""
    if done:
        if ui.button(name, cell, done, "selected", size=14, icon="tick"):
            desk.say(f"{done}.", "done")
    elif ui.button(name, cell, words, "ghost", desk.why_not(command), 14, icon):
        desk.do(command)
