"""`check`: lint, expectations and scripted trainees of scenarios; one line a scenario.

Every attempt is played once, whoever asks for it, and kept on disk for the next time. The worst
exit code wins, and every scenario is looked at.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from simulator.base.complaints import Complaint
from simulator.cli.case_files import Opened, files_of, opened
from simulator.cli.checking import Checked, checked, plays_of
from simulator.cli.excerpts import is_coloured, told
from simulator.cli.outputs import look_at_outputs
from simulator.cli.playing import Play, Played

INDENT: Final = "  "
WORDS: Final = {0: "ok", 1: "FAILED", 2: "unusable"}


def run(options: argparse.Namespace) -> int:
    """Check everything that `options` name; 0 fine, 1 an expectation failed, 2 unusable."""
    files, lost = files_of(options.paths)
    look_at_outputs(options.junit, options.summary, files)
    cases = [opened(file) for file in files]
    found: list[Checked] = []
    width = max((len(case.name) for case in cases), default=0)
    for one in _all_checked(cases, options):
        found.append(one)
        if options.format in ("text", "github"):
            print("\n".join(lines_of(one, width)), flush=True)
    for complaint in lost:
        print(told(complaint, in_colour=is_coloured(sys.stderr)), file=sys.stderr)
    _write(found, lost, options)
    return max([one.code for one in found] + [2 for _ in lost], default=0)


def _all_checked(cases: Sequence[Opened], options: argparse.Namespace) -> Iterator[Checked]:
    """Yield every case in its order, each as soon as it and those before it are done."""
    with_mistakes, is_played = options.mutate, not options.no_operators
    asked = {case.file: plays_of(case) if is_played else [] for case in cases}
    done: dict[Play, Played] = {}
    left = list(cases)

    def ready() -> Iterator[Checked]:
        while left and all(play in done for play in asked[left[0].file]):
            case = left.pop(0)
            own = {play: done[play] for play in asked[case.file]}
            yield checked(case, own, with_mistakes=with_mistakes)

    waiting = _kept(cases, asked, done, is_fresh=options.fresh)
    yield from ready()
    if waiting:
        for play, played in _played(waiting, options.jobs):
            done[play] = played
            yield from ready()


def _kept(
    cases: Sequence[Opened],
    asked: dict[Path, list[Play]],
    done: dict[Play, Played],
    *,
    is_fresh: bool,
) -> list[Play]:
    """Put what was played before into `done`; return what has to be played now."""
    from simulator.cli.playing import kept

    waiting = []
    for case in cases:
        for play in asked[case.file]:
            assert case.scenario is not None
            before = None if is_fresh else kept(play, case.scenario)
            if before is None:
                waiting.append(play)
            else:
                done[play] = before
    return waiting


def _played(asked: Sequence[Play], jobs: int) -> Iterator[tuple[Play, Played]]:
    """Play all, with a bar on a terminal and a line each elsewhere, both on standard error."""
    from simulator.cli.playing import play_all

    if sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import track

        console = Console(stderr=True)
        plays = play_all(asked, jobs)
        yield from track(plays, "playing", total=len(asked), console=console, transient=True)
        return
    for play, played in play_all(asked, jobs):
        case = Path(play.file).name
        print(f"played {case}: {play.player} ({played.took_s:.0f} s)", file=sys.stderr, flush=True)
        yield play, played


def lines_of(one: Checked, width: int = 0) -> list[str]:
    """Return what is said about one scenario: a line, and below it what is wrong."""
    parts = [one.opened.name.ljust(width), WORDS[one.code], _expectations(one)]
    if one.table is not None:
        parts.append(_mistakes(one))
    parts.append(f"{one.time_s:.1f} s" if one.time_s < 10 else f"{one.time_s:.0f} s")
    lines = [INDENT.join(parts)]
    if not one.tests and one.opened.is_usable:
        lines.append(
            f"{INDENT}nothing is expected of any attempt, so none was tried; add 'expect:'"
        )
    in_colour = is_coloured(sys.stdout)
    for complaint in one.complaints:
        text = told(complaint, in_colour=in_colour)
        lines += [f"{INDENT}{line}" for line in text.splitlines()]
    if one.table is not None:
        lines += [f"{INDENT}{line}" for line in table_lines(one)]
    return lines


def table_lines(one: Checked) -> list[str]:
    """Return the mutation table of one scenario."""
    assert one.table is not None
    lines = ["mistake   made  noticed  waived  unnoticed"]
    for kind, (made, noticed, waived) in one.table.counts.items():
        left = made - noticed - waived
        lines.append(f"{kind:8} {made:5d} {noticed:8d} {waived:7d} {left:10d}")
    for passed_by in one.table.unnoticed:
        if passed_by.because:
            what = f"waived: {passed_by.kind} {passed_by.name}, {passed_by.times} of {passed_by.of}"
            lines.append(f"{what}: {passed_by.because}")
    return lines


def _expectations(one: Checked) -> str:
    total = len(one.tests)
    noun = "expectation" if total == 1 else "expectations"
    said = f"{total} {noun}"
    if one.failed:
        said = f"{len(one.failed)} of {said} failed"
    if one.skipped:
        said += f" ({one.skipped} not played)"
    if one.operators:
        said += f", {one.operators} played"
    return said


def _mistakes(one: Checked) -> str:
    assert one.table is not None
    made = sum(count[0] for count in one.table.counts.values())
    noticed = sum(count[1] for count in one.table.counts.values())
    return f"{noticed} of {made} mistakes noticed"


def _write(
    found: Sequence[Checked], lost: Sequence[Complaint], options: argparse.Namespace
) -> None:
    """Write everything that was asked for besides the lines."""
    complaints = [c for one in found for c in one.complaints] + list(lost)
    if options.format == "json":
        from simulator.cli.printing import complaint_json, print_json

        document: dict[str, Any] = {"scenarios": [_json(one) for one in found]}
        if lost:
            document["error"] = [complaint_json(c) for c in lost]
        print_json(document)
    elif options.format in ("github", "sarif"):
        from simulator.cli.lint import write

        write(options.format, [("", complaints)])
    if options.junit:
        from simulator.cli.check_junit import suites_of
        from simulator.records.junit import suites_xml

        text = suites_xml(suites_of(found, lost), "filigrane check")
        Path(options.junit).write_text(text, encoding="utf-8")
    step = os.environ.get("GITHUB_STEP_SUMMARY", "")
    if options.summary or step:
        _summarise(found, complaints, Path(options.summary or step))


def _summarise(found: Sequence[Checked], complaints: Sequence[Complaint], file: Path) -> None:
    from simulator.records.step_summary import Row, step_summary

    rows = [
        Row(
            one.opened.name,
            one.code,
            f"{len(one.tests) - len(one.failed) - one.skipped} of {len(one.tests)}",
            str(one.operators),
            f"{one.time_s:.1f} s",
            _mistakes(one) if one.table is not None else "",
        )
        for one in found
    ]
    with file.open("a", encoding="utf-8") as out:  # a step may have written before
        out.write(step_summary(rows, complaints))


def _json(one: Checked) -> dict[str, Any]:
    from simulator.cli.printing import complaint_json

    document: dict[str, Any] = {
        "scenario": one.opened.name,
        "file": str(one.opened.file),
        "code": one.code,
        "complaints": [complaint_json(c) for c in (*one.opened.complaints, *one.warnings)],
        "expectations": [
            {
                "name": test.expectation.name,
                "met": not test.complaints and not test.is_skipped,
                "played": not test.expectation.is_told and not test.is_skipped,
                "complaints": [complaint_json(c) for c in test.complaints],
            }
            for test in one.tests
        ],
    }
    if one.table is not None:
        document["mistakes"] = {
            "counts": {
                kind: {"made": made, "noticed": noticed, "waived": waived}
                for kind, (made, noticed, waived) in one.table.counts.items()
            },
            "unnoticed": [
                {
                    "kind": u.kind,
                    "name": u.name,
                    "times": u.times,
                    "of": u.of,
                    "example": u.example,
                    "because": u.because,
                }
                for u in one.table.unnoticed
            ],
            "complaints": [complaint_json(c) for c in one.holes],
        }
    return document
