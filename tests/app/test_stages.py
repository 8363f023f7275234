"""The rail of stages ticks only those in which something was done."""

from simulator.app.stages import OPENS, DoneStages
from simulator.session import commands as c
from simulator.session.events import EVENTS
from simulator.widgets.chrome import STAGES
from tests.app.table_top import TableTop


def test_each_act_that_opens_a_stage_exists():
    assert {name for name, _ in OPENS} <= set(STAGES)
    assert {kind for _, kinds in OPENS for kind in kinds} <= set(EVENTS)


def test_a_stage_is_done_once_something_in_it_was():
    stages, events = DoneStages(), [{"ev": "history_asked"}, {"ev": "treatment_declined"}]
    assert stages.among(events) == {"Brief", "Assess"}
    events.append({"ev": "probe_placed"})
    assert stages.among(events) == {"Brief", "Assess", "Duplex"}


class Rail:
    """Nothing but the frame, seen from the debrief."""

    def __init__(self):
        self.states = []

    def draw(self, ui, table, inputs):
        if not self.states:  # a frame in which nothing changed draws no mark
            mark = ui.mark
            ui.mark = lambda x, y, state, r: (self.states.append(state), mark(x, y, state, r))
        return table.chrome(ui, "Debrief", [])


def test_stages_that_a_decline_passed_by_get_no_tick(desk):
    desk.do(c.AskHistory("reason"))
    rail = TableTop(Rail(), desk).screen
    assert rail.states[:6] == ["done"] * 2 + ["todo"] * 4
