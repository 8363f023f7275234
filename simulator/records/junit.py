"""JUnit XML, so that any CI server can show which attempts passed and why not.

The common ground of the published schemas (Ant, Jenkins): one suite per attempt with its
properties, one test case in it. An attempt that could not be read is an error, one that was
read and did not pass a failure.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from simulator.scoring.engine import Score

# XML 1.0 has no way at all to write these
_UNWRITABLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _clean(text: str) -> str:
    return _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)


@dataclass(frozen=True)
class Case:
    """One attempt to report: its score, or in words why it has none that counts."""

    name: str
    result: Score | str
    origin: Mapping[str, object] = field(default_factory=dict)  # more properties, as they stand


def junit_xml(attempts: Iterable[Case], suite: str = "filigrane") -> str:
    """Return the XML text for the attempts; words in place of a score are an error."""
    root = Element("testsuites", name=_clean(suite))
    totals = {"tests": 0, "failures": 0, "errors": 0}
    for attempt in attempts:
        name, result = attempt.name, attempt.result
        is_error = isinstance(result, str)
        is_failure = isinstance(result, Score) and not result.passed
        counts = {"tests": 1, "failures": int(is_failure), "errors": int(is_error)}
        for key, count in counts.items():
            totals[key] += count
        own = SubElement(root, "testsuite", name=_clean(name), skipped="0", time="0")
        _count(own, counts)
        _properties(own, attempt)
        case = SubElement(
            own, "testcase", name=_clean(name), classname=_clean(f"{suite}.attempt"), time="0"
        )
        if isinstance(result, str):
            said = SubElement(case, "error", message=_first_line(result), type="UnusableInput")
            said.text = _clean(result)
        elif not result.passed:
            kind = "critical" if result.critical else "score"
            said = SubElement(case, "failure", message=_clean(_summary(result)), type=kind)
            said.text = _clean("\n".join(_reasons(result)))
    _count(root, totals)
    root.set("time", "0")
    indent(root)
    return tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _count(element: Element, counts: dict[str, int]) -> None:
    for key, count in counts.items():
        element.set(key, str(count))


def _first_line(text: str) -> str:
    return _clean(text.splitlines()[0] if text.strip() else "could not be read")


def _properties(suite: Element, attempt: Case) -> None:
    pairs = [(name, str(value)) for name, value in attempt.origin.items()]
    if isinstance(attempt.result, Score):
        pairs += _points(attempt.result)
    if not pairs:
        return
    box = SubElement(suite, "properties")
    for name, value in pairs:
        SubElement(box, "property", name=_clean(name), value=_clean(value))


def _points(score: Score) -> list[tuple[str, str]]:
    return [
        ("score", f"{score.score:.1f}"),
        ("pass_mark", f"{score.pass_mark:g}"),
        ("protocol", score.protocol),
        ("critical", " ".join(score.critical)),
        ("broken", " ".join(score.broken)),
        *((f"domain.{n}", f"{points:g}/{of:g}") for n, (points, of) in score.domains.items()),
    ]


def _summary(score: Score) -> str:
    """Return one line that says why the attempt did not pass."""
    if score.critical:
        return f"critical: {', '.join(score.critical)} (score {score.score:.1f} %)"
    if score.incomplete:
        return f"incomplete: {', '.join(score.incomplete)} (score {score.score:.1f} %)"
    return f"score {score.score:.1f} % is below the pass mark of {score.pass_mark:g} %"


def _reasons(score: Score) -> list[str]:
    """Return the harm ledger and every broken rule, one a line."""
    lines = [f"{harm.kind}, tick {harm.tick}: {harm.text}" for harm in score.harms]
    lines += [
        f"{f.rule}: {f.text} ({f.points:g} of {f.of:g})"
        for f in score.findings
        if f.rule in score.broken or f.rule in score.incomplete
    ]
    return lines
