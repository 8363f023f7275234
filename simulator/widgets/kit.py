"""The door of the widget kit: `Ui` holds focus and drawings between frames.

A screen is one function that declares all it shows, each frame, and reads the answers:

    ui.begin(inputs, now_s)
    room = ui.panel((20, 76, 392, 300), "Consent")
    if ui.button("consent", (40, 300, 352, 48), "Take consent", refusal=why_not):
        ...
    depth_mm = ui.slider("depth", (40, 220, 352, 46), "Depth", depth_mm, 10, 60, unit="mm")
    dirty = ui.end()

Boxes are in layout units (1600 x 900 for a 16:9 window) whatever the window's size. Ids are
stable names; the order of declaration is the tab order. An unchanged frame paints nothing.
"""

from simulator.widgets.input import Intent, Key, Pointer, Text
from simulator.widgets.layers import Layers
from simulator.widgets.layout import Box
from simulator.widgets.lists import Step
from simulator.widgets.story import Moment, Span

__all__ = ["Box", "Intent", "Key", "Moment", "Pointer", "Span", "Step", "Text", "Ui"]


class Ui(Layers):
    """All controls of the kit on one canvas."""
