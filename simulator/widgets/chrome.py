"""The frame around every screen: top bar with the six stages, and the key hints below."""

from collections.abc import Collection, Sequence

from simulator.render import icons
from simulator.render.theme import FOOTER, GUTTER, TOP_BAR
from simulator.widgets.layout import Box
from simulator.widgets.lists import Lists

STAGES = ("Brief", "Assess", "Duplex", "Treat", "Aftercare", "Follow-up", "Debrief")
PRODUCT = "Filigrane"


class Chrome(Lists):
    """The thin frame that all screens share."""

    def top_bar(
        self,
        case: str,
        stage: str,
        timer: str = "",
        reached: int | None = None,
        done: Collection[str] = STAGES,
    ) -> str | None:
        """Mark, case, stages, timer, help and menu; returns 'help', 'menu' or a stage to visit.

        `reached` counts the stages before which the person may go back; by default the stages
        before the active one are shown done and none can be visited. A stage before the active
        one is shown done only if it is among `done`: who declines passes stages by.
        """
        self.plate((0, 0, self.width, TOP_BAR), "s1")
        self.divider(0, TOP_BAR, self.width)
        self.shape("brand", (14, 12, 32, 32), lambda s, k: icons.brand(s, 16 * k, 16 * k, k))
        wide = self.label((52, 12, 130, 32), PRODUCT, 17, "tx", "SemiBold")
        self.plate((52 + wide + 16, 20, 1, 16), "line2")
        stages_x = self._stages_start()
        left = 52 + wide + 32
        self.label((left, 12, stages_x - left - 24, 32), case, 14, "tx2")
        chosen = self._stages(stages_x, stage, reached, done)
        right = self.width - GUTTER
        for name, icon, left in (("help", "question", right - 74), ("menu", "menu", right - 30)):
            box = Box(left, 13, 30, 30)
            touch = self.control(f"top:{name}", box, radius=15)
            self.plate(box, "s1", "line3", 15)
            self._glow(f"top:{name}", touch, box, 15, None)
            self.icon(box.inset(8), icon, "tx2")
            if touch.is_fired:
                chosen = name
        if timer:
            self.value((right - 238, 12, 142, 32), timer, 14, "tx2", weight="Medium")
        return chosen

    def _stage_width(self, name: str) -> float:
        return self.text_width(name, 14, "SemiBold") + 54

    def _stages_start(self) -> float:
        total = sum(self._stage_width(name) for name in STAGES)
        return max(440.0, self.width / 2 + 30 - total / 2)

    def _stages(
        self, x: float, stage: str, reached: int | None, done: Collection[str]
    ) -> str | None:
        chosen: str | None = None
        now = STAGES.index(stage)
        room = self.width - 270 - x
        squeeze = min(1.0, room / sum(self._stage_width(name) for name in STAGES))
        for i, name in enumerate(STAGES):
            wide = self._stage_width(name) * squeeze
            cell = Box(x, 12, wide - 4, 32)
            if i == now:
                self.plate(cell, "tealb", "teald", 16)
                self.dot(x + 18, 28, 4.5, "teal")
            elif i < now and name in done:
                self.mark(x + 18, 28, "done", 8)
            else:
                self.mark(x + 18, 28, "todo", 5)
            if reached is not None and i < reached and i != now:
                touch = self.control(f"top:{name}", cell, radius=16)
                self._glow(f"top:{name}", touch, cell, 16, None)
                chosen = name if touch.is_fired else chosen
            colour = "tx" if i == now else "tx2" if i < now and name in done else "tx3"
            weight = "SemiBold" if i == now else "Medium"
            self.label((x + 34, 12, wide - 42, 32), name, 14, colour, weight)
            x += wide
        return chosen

    def footer(self, hints: Sequence[tuple[str, str]], note: str = "") -> None:
        """What the keys do here: (key, act) pairs, and a note at the right."""
        top = self.height - FOOTER
        self.plate((0, top, self.width, FOOTER), "s1")
        self.divider(0, top, self.width)
        room = self.width - 48 - (self.text_width(note, 13, "Medium") + 20 if note else 0)
        wanted = sum(
            self.text_width(k, 12, "Medium") + 28 + self.text_width(v, 13) for k, v in hints
        )
        gap = min(26.0, max(6.0, (room - wanted) / max(1, len(hints))))
        x = 24.0
        for key, act in hints:
            wide = self.chip(x, top + 15, key, "tx", "s3", "line2")
            x += wide + 8
            left = max(24.0, min(self.text_width(act, 13) + 2, room + 24 - x))
            x += self.label((x, top + 12, left, 30), act, 13, "tx3") + gap
        if note:
            box = Box(self.width - 324, top + 12, 300, 30)
            self.value(box, note, 13, "tx2", weight="Medium")
