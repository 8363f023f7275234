"""The two rows under the picture: modes, sound and aids, then posture and manoeuvres."""

from typing import Final

from simulator.app.loudspeaker import Loudspeaker
from simulator.app.measuring import Measuring
from simulator.app.probe_hand import ProbeHand
from simulator.app.screens.scan_picture import ScanPicture
from simulator.app.second_hand import SecondHand
from simulator.app.settings import Settings
from simulator.physics.moment import POSTURES
from simulator.session import commands as c
from simulator.session.manoeuvring import is_squeezing, is_straining
from simulator.session.scanning import AIDS
from simulator.ultrasound.machine import Machine
from simulator.widgets.kit import Box, Ui

MODES: Final = (("is_colour", "Colour"), ("is_pulsed", "Pulsed"), ("is_frozen", "Freeze"))
AID_WORDS: Final = {"none": "No aid", "cue": "Cue", "ghost": "Ghost"}
NOT_FROZEN: Final = "Freeze the picture first."
LABEL_CHARS: Final = 24
GAP: Final = 6.0


class ScanRows:
    """What the buttons under the picture need to remember between frames."""

    def __init__(self) -> None:
        self.is_labelling = False
        self.words = ""
        self._was_labelling = False
        self._held: set[str] = set()

    def let_go(self) -> None:
        """Forget which buttons the pointer holds."""
        self._held.clear()

    # --- modes, sound, aids ------------------------------------------------------------
    def modes(
        self,
        ui: Ui,
        hand: ProbeHand,
        row: Box,
        measuring: Measuring,
        picture: ScanPicture,
        machine: Machine | None,
        speaker: Loudspeaker,
    ) -> None:
        """Show the modes, and what goes with the one that runs."""
        settings, x = hand.desk.state.scan.settings, row.x
        for control, words in MODES:
            is_on = bool(getattr(settings, control))
            if ui.toggle(control, Box(x, row.y, 74, row.h), words, is_on) != is_on:
                hand.set(control, int(not is_on))
            x += 74 + GAP
        measuring.is_on = ui.toggle("caliper", Box(x, row.y, 74, row.h), "Caliper", measuring.is_on)
        x += 74 + GAP
        why = None if picture.is_frozen else NOT_FROZEN
        self.is_labelling = self.is_labelling and why is None
        self._was_labelling = self._was_labelling and self.is_labelling
        self.is_labelling = ui.toggle(
            "label", Box(x, row.y, 62, row.h), "Label", self.is_labelling, why
        )
        x += 62 + 2 * GAP
        aids = Box(row.right - 196, row.y + 2, 196, row.h - 4)
        middle = Box(x, row.y, aids.x - 2 * GAP - x, row.h)
        if self.is_labelling:
            self._label(ui, hand, picture, middle)
            self._was_labelling = True
        elif picture.is_frozen and machine is not None:
            _cine(ui, picture, machine, middle)
        elif settings.is_pulsed:
            _sound(ui, speaker, speaker.settings, middle)
        now = AIDS.index(hand.desk.state.scan.aid)
        other = c.SetAid(AIDS[(now + 1) % len(AIDS)])
        why = hand.desk.why_not(other)
        at = ui.segments("aid", aids, list(AID_WORDS.values()), now, why)
        if at != now:
            hand.desk.do(c.SetAid(AIDS[at]))

    def _label(self, ui: Ui, hand: ProbeHand, picture: ScanPicture, box: Box) -> None:
        """Type words; a press on the picture, or the button, puts them there."""
        if not self._was_labelling:
            ui.touches.focus = "label words"  # one can type at once
        entry, button = Box(box.x, box.y, box.w - 62, box.h), box.far(56)[0]
        self.words = ui.text_entry("label words", entry, self.words, "words", LABEL_CHARS)
        why = None if self.words.strip() else "Type the words first."
        if ui.button("put label", button, "Put", "ghost", why, 13):
            settings = hand.desk.state.scan.settings
            picture.label(self.words, settings.gate_x_um / 1000, settings.gate_z_um / 1000)
            self.words = ""

    # --- posture and manoeuvres --------------------------------------------------------
    def manoeuvres(self, ui: Ui, hand: ProbeHand, second: SecondHand, row: Box) -> None:
        """Show posture, squeeze, bearing down and foot."""
        desk = hand.desk
        now = POSTURES.index(desk.state.posture)
        other = c.SetPosture(POSTURES[(now + 1) % len(POSTURES)])
        pill, rest = row.left(218, 10)
        names = [posture.capitalize() for posture in POSTURES]
        at = ui.segments("posture", pill.inset(0, 2), names, now, desk.why_not(other))
        if at != now:
            second.stand(desk, POSTURES[at])
        pill, rest = rest.left(136, GAP)
        side = ui.segments("where", pill.inset(0, 2), ["Below", "Above"], int(second.is_above))
        second.is_above = bool(side)
        slow, rest = rest.left(62, 10)
        second.is_slow = ui.toggle("slow", slow, "Slow", second.is_slow)
        ui.tooltip("slow", slow, "Let go slowly; also Shift while you let go of Space")
        squeeze, rest = rest.far(150, GAP)
        each = (rest.w - GAP) / 2
        self._strain(ui, second, hand, Box(rest.x, rest.y, each, rest.h))
        why = desk.why_not(c.MoveFoot())
        foot = Box(rest.x + each + GAP, rest.y, each, rest.h)
        if ui.button("foot", foot, "Foot up", "ghost", why, 13.5):
            desk.do(c.MoveFoot())
        self._squeeze(ui, second, hand, squeeze)

    def _squeeze(self, ui: Ui, second: SecondHand, hand: ProbeHand, box: Box) -> None:
        desk, is_on = hand.desk, is_squeezing(hand.desk.state)
        where = "above" if second.is_above else "below"
        words = "Let go" if is_on else f"Squeeze {where}"
        why = None if is_on else desk.why_not(second.grip)
        asked = self._held_button(ui, "squeeze", box, words, "primary", why, is_on)
        if asked is not None:
            second.squeeze(desk, asked)

    def _strain(self, ui: Ui, second: SecondHand, hand: ProbeHand, box: Box) -> None:
        desk, is_on = hand.desk, is_straining(hand.desk.state)
        why = None if is_on else desk.why_not(c.Strain(1))
        words = "Breathe" if is_on else "Valsalva"
        asked = self._held_button(ui, "valsalva", box, words, "ghost", why, is_on)
        if asked is not None:
            second.strain(desk, asked)

    def _held_button(
        self, ui: Ui, name: str, box: Box, words: str, kind: str, why: str | None, is_on: bool
    ) -> bool | None:
        """Act while the pointer holds it, or from Enter to Enter; None when nothing changes."""
        is_fired = ui.button(name, box, words, kind, why, 13.5)
        is_held = ui.touches.active == name and (why is None or name in self._held)
        was_held = name in self._held
        (self._held.add if is_held else self._held.discard)(name)
        if is_held != was_held:
            return is_held
        if is_fired and ui.touches.is_ring_shown:
            return not is_on
        return None


def _cine(ui: Ui, picture: ScanPicture, machine: Machine, box: Box) -> None:
    """Walk back through the last seconds."""
    last = picture.cine.count - 1
    shown = last - picture.back
    seconds = picture.view.rewound_s if picture.view else 0.0
    at = f"−{seconds:.1f} s" if picture.back else "last"
    wanted = ui.slider("cine", box.inset(0, -1), "Cine", shown, 0, max(1, last), 1, at)
    if wanted != shown:
        picture.rewind(machine, last - round(wanted))


def _sound(ui: Ui, speaker: Loudspeaker, settings: Settings, box: Box) -> None:
    """Show what is heard: a bar for each way, and words; the button mutes."""
    mute, rest = box.left(62, 10)
    words = "Muted" if settings.is_muted else "Sound"
    why = "No loudspeaker was found on this computer." if speaker.is_absent else None
    is_on = not settings.is_muted
    if ui.toggle("sound", mute, words, is_on and why is None, why) != (is_on and why is None):
        settings.is_muted = is_on
        settings.keep()
    for k, (name, level) in enumerate(zip(("to", "from"), speaker.levels, strict=True)):
        y = rest.y + 2 + k * 12
        ui.label((rest.x, y, 34, 12), name, 11, "tx3")
        ui.bar((rest.x + 36, y + 4, rest.w - 36, 5), round(level * 20) / 20, "teal")
    ui.label((rest.x, rest.y + 27, rest.w, 17), speaker.words, 12, "tx2")
