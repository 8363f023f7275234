"""The palette and the measures of the chrome, in one place.

The skin is the only warm thing on the screen: chrome is a quiet near-black teal, so that a
small change of skin colour (blanch, erythema) is never fought by the controls. Depth is
three surface steps, never a shadow. Contrast ratios on `s1` stand beside each text colour;
a test recomputes them.
"""

from collections.abc import Mapping
from types import MappingProxyType

Colour = tuple[int, int, int]


def _rgb(code: str) -> Colour:
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


TONES: Mapping[str, Colour] = MappingProxyType(
    {
        name: _rgb(code)
        for name, code in {
            "ink": "#0D1316",  # window background
            "s1": "#131B1F",  # panel
            "s2": "#192328",  # raised control
            "s3": "#222E34",  # track, chip
            "line": "#2A383F",  # hairline divider, decorative
            "line2": "#3A4B53",  # decorative border
            "line3": "#5E727A",  # outline of inputs, 3.5
            "tx": "#EDF3F3",  # primary text, 15.5
            "tx2": "#A8B7BB",  # secondary text, 8.4
            "tx3": "#7C8E95",  # caption, 5.1
            "white": "#FFFFFF",  # text on a primary button, 4.9 on teald
            "teal": "#5BC7B3",  # live value, focus, 8.5
            "teald": "#1F7E72",  # primary button
            "teald2": "#24897C",  # primary button under the pointer
            "tealb": "#142C2B",  # selected fill
            "blue": "#74A9EE",  # venous, session totals, 7.2
            "rose": "#E27A82",  # thread vein, brand mark, 6.1
            "amber": "#E7B457",  # caution, 9.2
            "amberb": "#2E2717",
            "red": "#E5645C",  # stop, adverse reaction only, 5.2
            "redb": "#301B1B",
            "redb2": "#432123",  # danger button under the pointer
            "redtx": "#FFB9B4",  # text on redb
            "green": "#7CCB8E",  # reserved, never the only cue, 9.0
            "black": "#000000",
            "glass": "#0F171A",  # inside of a barrel
            "drug": "#506C6D",  # liquid seen through the barrel
            "metal": "#39474D",  # plunger
        }.items()
    }
)

# Sizes for a window of 1600 x 900; everything is scaled by window height / 900.
BASE_WIDTH = 1600
BASE_HEIGHT = 900
GUTTER = 20
GAP = 16
PAD = 20
TOP_BAR = 56
FOOTER = 54
RADIUS_PANEL = 12
RADIUS_CARD = 10
RADIUS_CONTROL = 8
MIN_HIT = 40
FOCUS_WIDTH = 2
FOCUS_OFFSET = 2
LINE_HEIGHT = 1.45

# Motion, in seconds; a screen with reduced motion jumps.
HOVER_S = 0.12
HINT_DELAY_S = 0.35


def tone(name: str) -> Colour:
    """Return a palette colour by token; an unknown token is a `KeyError` that names it."""
    return TONES[name]


def contrast(first: Colour, second: Colour) -> float:
    """Return the WCAG 2.1 contrast ratio of two sRGB colours, 1 to 21."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    linear = [
        v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4
        for v in (channel / 255.0 for channel in colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
