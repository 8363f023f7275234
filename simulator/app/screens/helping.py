"""Help in plain words: what can be done on a screen, and every key of it."""

from dataclasses import dataclass
from typing import Final

from simulator.widgets.kit import Box, Ui

WIDTH: Final = 980.0
PITCH: Final = 34.0


@dataclass(frozen=True)
class Help:
    """What one screen is for, and its keys as (key, act)."""

    title: str
    words: str
    keys: tuple[tuple[str, str], ...] = ()


EVERYWHERE: Final = (
    ("Tab", "next control, Shift Tab back"),
    ("Enter", "do what has the ring"),
    ("Arrows", "change what has the ring"),
    ("Esc", "menu: text size, put away"),
    ("F1 or ?", "this help"),
    ("F11", "full screen"),
)
HELP: Final = {
    "library": Help(
        "The library",
        "Choose a case on the left. An attempt that was cut short can be taken up again at the "
        "very moment it ended; a finished one shows its debrief. Nothing needs to be saved: every "
        "act is written down as you do it.",
        (("Esc", "leave the program"),),
    ),
    "Brief": Help(
        "Brief",
        "Read why the patient comes and how the attempt will be judged. The pictures of this "
        "patient are made meanwhile. You can come back to any stage by its name at the top.",
        (("Enter", "see the patient"),),
    ),
    "Assess": Help(
        "Assess",
        "Ask, examine, look. Then decide whether treatment suits this patient, and talk through "
        "what it means: press an item to explain it, again to have it said back, and once more if "
        "it was misunderstood. A few at a time are kept best. Photograph the leg, and take consent "
        "when there was time to think. Nothing is ticked for you, and the order is yours.",
    ),
    "Duplex": Help(
        "Duplex",
        "Hold the probe on the leg, let the patient stand, squeeze below it and let go quickly. "
        "Flow that runs back after the release is reflux. A finding counts as found only when the "
        "scanner could show it: right place, right settings, a fair squeeze, and you watching. "
        "Mark each finding, then send what refluxes for treatment and scan again.",
        (
            ("Drag", "the probe; right button turns, middle rocks"),
            ("Arrows", "slide, with Shift finely"),
            ("Q  E", "turn the probe"),
            ("T", "lay it along or across"),
            ("D X  J K", "tilt; rock heel and toe"),
            ("Z", "hold it upright again"),
            ("W  S", "press harder, lighter; also the wheel"),
            ("Hold Space", "squeeze, let go; with Shift slowly"),
            ("A", "squeeze above or below the probe"),
            ("Hold V  B", "Valsalva; foot up once"),
            ("1  2  3", "sit, stand, lie"),
            ("F2 F3 F4", "colour, pulsed Doppler, both"),
            ("[ ]  - =", "velocity scale; depth"),
            ("Ctrl Arrows", "move colour box and gate"),
            ("I", "invert"),
            ("G O P + wheel", "gain, focus, scale"),
            ("U Y R + wheel", "baseline, steer, angle"),
            ("F", "freeze; then Left, Right: cine"),
            ("N", "label the frozen picture"),
            ("C", "calipers, moved by the arrows"),
            (",  .", "measure a time on the strip"),
            ("M", "sound on, off"),
            ("H", "aid: none, cue, ghost"),
            ("L", "lift the probe"),
            ("Pause", "pause the case"),
        ),
    ),
    "Treat": Help(
        "Treat",
        "Ready the room from the tray: check the kit, mark, lie down, wipe, draw up, take a "
        "needle, stretch the skin. Enter almost flat into the feeding arm: skin and vein are "
        "carried along until they give. Press slowly and watch "
        "the blanch; stop at one to two centimetres or at the first warning sign. Needle out, "
        "cotton on at once, tape it, then the next thread.",
        (
            ("Mouse", "hold the tip over the skin"),
            ("Arrows", "move it, with Shift finely"),
            ("Q  E", "turn the needle"),
            ("A  D", "flatter, steeper"),
            ("F", "bevel up, sideways, down"),
            ("V", "line up with the vein"),
            ("N", "to the nearest vein, lined up"),
            ("Click", "enter the skin"),
            ("Wheel or W  S", "deeper, back"),
            (",  .", "a hundredth of a mm back, on"),
            ("Hold left or Space", "press the plunger, once in"),
            ("[  ]", "press lighter, harder"),
            ("R", "withdraw"),
            ("B  G", "cotton on, tape down"),
            ("1 to 9", "take from the tray"),
            ("L U K", "label, work out the dose, talk"),
            ("Y", "respond to a sign"),
            ("Z  X", "magnify more, less"),
            ("Ctrl Arrows", "move the loupe"),
            ("P", "polarised light"),
            ("H", "coach on, off"),
            ("Pause", "pause the case"),
        ),
    ),
    "Aftercare": Help(
        "Aftercare",
        "Fit the stocking, let the patient walk while you watch, give the advice in your own "
        "order, plan the review. Then the patient goes home, and the follow-up begins. You "
        "can end it here as well: then nobody calls or looks again.",
    ),
    "Follow-up": Help(
        "Follow-up",
        "Let days pass and do what should be done on them: telephone, ask for the diary, ask "
        "the patient in and look at the leg beside its earlier photograph. Trapped blood is a "
        "dark, tender cord: click it, or choose it from the list, and let it out. Then wait, scan "
        "again, treat again, or end the course. Nothing is refused for being early.",
        (
            ("1 to 7", "let days pass"),
            ("T", "telephone"),
            ("Y", "ask for the diary"),
            ("R", "ask in, review the leg"),
        ),
    ),
    "Debrief": Help(
        "Debrief",
        "Harms first: a single veto fails the attempt whatever the score. Then skill by domain. "
        "The two photographs show the same skin in the same light. Every line with a time can be "
        "watched: the attempt is played again up to that moment.",
    ),
}


def draw_help(ui: Ui, stage: str) -> bool:
    """Show the help of a screen; True when it is closed."""
    told = HELP[stage]
    keys = (*told.keys, *(pair for pair in EVERYWHERE if pair[0] not in dict(told.keys)))
    rows = -(-len(keys) // 2)
    tall = ui.paragraph_height(told.words, WIDTH - 56, 15)
    box = ui.whole.middle(WIDTH, 24 + 42 + tall + 26 + rows * PITCH + 20 + 48 + 24)
    with ui.modal(box, told.title) as room:
        ui.paragraph((room.x, room.y, room.w, tall + 2), told.words, 15)
        left, right = Box(room.x, room.y + tall + 22, room.w, rows * PITCH).columns(2, 24)
        for k, (key, act) in enumerate(keys):
            cell = (left, right)[k // rows].rows(PITCH, rows)[k % rows]
            wide = ui.chip(cell.x, cell.y + 4, key, "tx", "s3", "line2", 12.5, 27)
            at = max(cell.x + 128, cell.x + wide + 12)
            ui.label((at, cell.y, cell.right - at, PITCH - 2), act, 14, "tx2")
        is_closed = ui.button("help close", room.foot(48)[0].far(200)[0], "Close")
    return is_closed or ui.touches.claim("escape")
