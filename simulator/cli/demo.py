"""`demo`: the expert plays the case with no screen; score, trace, frames and report."""

import argparse
import sys
from contextlib import closing
from pathlib import Path

from simulator.app.clock import clock_text, file_stamp
from simulator.app.recorder import Recorder
from simulator.app.shelf import data_folder
from simulator.cli.loading import open_scenario
from simulator.cli.printing import spoken
from simulator.session.attempt import Origin, TraceSink, start

SIZE = (1280, 720)
SCENARIO = "hidden_feeder"
CHAPTERS = {
    "history_asked": "the consultation",
    "probe_placed": "the scan, standing",
    "vein_treated": "a colleague treats the hidden veins",
    "syringe_filled": "the thread veins, under the loupe",
    "stocking_fitted": "stocking, walk, advice",
    "outcome_seen": "twelve weeks on",
}


class _Teller:
    """Says each chapter once, on standard error, so that standard output stays the result."""

    def __init__(self) -> None:
        self._said: set[str] = set()

    def __call__(self, kind: str) -> None:
        if kind in CHAPTERS and kind not in self._said:
            self._said.add(kind)
            print(f"  {CHAPTERS[kind]} ...", file=sys.stderr, flush=True)


def run(options: argparse.Namespace, reason: str = "") -> int:
    """Play, film, judge, and say where everything is."""
    import os

    os.environ["SDL_VIDEODRIVER"] = "dummy"
    if reason:
        print(f"{reason} The expert plays the demo instead.")
    from simulator.app.desk import Desk
    from simulator.app.filming import Film, FilmedHand
    from simulator.app.screens.debrief import truths
    from simulator.app.window import Window
    from simulator.debrief.write import write
    from simulator.operators.expert import expert
    from simulator.records.report import report_html
    from simulator.scoring.metrics import measured

    chosen = getattr(options, "out", None)
    folder = Path(chosen) if chosen else data_folder() / "demo" / file_stamp()
    folder.mkdir(parents=True, exist_ok=True)
    scenario = open_scenario(SCENARIO)
    trace_path = folder / "demo.jsonl"
    trace_path.unlink(missing_ok=True)
    with closing(Recorder(trace_path)) as file:
        origin = Origin(
            scenario.name, scenario.text, scenario.protocol_text, "demo, expert", scenario.parts
        )
        attempt = start(
            scenario.plan, scenario.plan.seed, TraceSink(file.write, clock_text()), origin
        )
        window = Window(SIZE)
        desk = Desk(scenario, attempt, file)
        window.open_case(desk)
        print("  preparing the pictures ...", file=sys.stderr, flush=True)
        assert window.table is not None
        window.table.workshop.wait_for_all()
        film = Film(window, folder)
        film.shoot("library", "library")
        film.shoot("brief", "Brief")
        hand = FilmedHand(desk, film, _Teller())
        expert(hand)
        window.stage = "Debrief"
        window.frame((), 0.0)
        window.table.workshop.wait_for_all()
        film.shoot("debrief", "Debrief")
        result = desk.judge()
        said = write(
            scenario.rubric,
            result,
            attempt.events,
            patient=desk.state.patient.spec.name,
            truth=truths(window.table),
        )
    report = folder / "demo.html"
    page = report_html(scenario.plan.title, result, said, measured(attempt.events))
    report.write_text(page, "utf-8")
    print("\n".join(spoken("demo, expert", result)))
    print(f"trace:  {trace_path}")
    print(f"frames: {folder} ({len(film.taken)} pictures)")
    print(f"report: {report}")
    return 0 if result.passed else 1
