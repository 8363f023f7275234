"""JUnit XML, so that any CI server can show which attempts and expectations hold and why not.

The common ground of the published schemas (Ant, Jenkins): suites with their properties, and
test cases in them. What could not be read is an error, what was read and is not as it should
be a failure, and what was not tried is skipped.
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


@dataclass(frozen=True)
class Trial:
    """One test case. `outcome` is '' when it passed, else failure, error or skipped."""

    name: str
    outcome: str = ""
    message: str = ""
    kind: str = ""
    text: str = ""
    time_s: float = 0.0


@dataclass(frozen=True)
class Suite:
    """Tests that belong together, and what there is to know about them."""

    name: str
    tests: tuple[Trial, ...]
    class_name: str
    properties: Mapping[str, object] = field(default_factory=dict)


def junit_xml(attempts: Iterable[Case], suite: str = "filigrane") -> str:
    """Return the XML text for the attempts; words in place of a score are an error."""
    return suites_xml((_suite_of(attempt, suite) for attempt in attempts), suite)


def suites_xml(suites: Iterable[Suite], name: str = "filigrane") -> str:
    """Return the XML text for suites of tests."""
    root = Element("testsuites", name=_clean(name))
    totals = dict.fromkeys(("tests", "failures", "errors"), 0)
    whole_s = 0.0
    for suite in suites:
        outcomes = [test.outcome for test in suite.tests]
        counts = {
            "tests": len(outcomes),
            "failures": outcomes.count("failure"),
            "errors": outcomes.count("error"),
        }
        time_s = sum(test.time_s for test in suite.tests)
        whole_s += time_s
        for key, count in counts.items():
            totals[key] += count
        own = SubElement(root, "testsuite", name=_clean(suite.name))
        own.set("skipped", str(outcomes.count("skipped")))
        own.set("time", _seconds(time_s))
        _count(own, counts)
        if suite.properties:
            box = SubElement(own, "properties")
            for key, value in suite.properties.items():
                SubElement(box, "property", name=_clean(key), value=_clean(str(value)))
        for test in suite.tests:
            _write(own, test, suite.class_name)
    _count(root, totals)
    root.set("time", _seconds(whole_s))
    indent(root)
    return tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _write(suite: Element, test: Trial, class_name: str) -> None:
    case = SubElement(suite, "testcase", name=_clean(test.name), classname=_clean(class_name))
    case.set("time", _seconds(test.time_s))
    if not test.outcome:
        return
    said = SubElement(case, test.outcome, message=_clean(test.message))
    if test.outcome != "skipped":
        said.set("type", _clean(test.kind))
        said.text = _clean(test.text)


def _seconds(time_s: float) -> str:
    return f"{time_s:.3f}" if time_s else "0"


def _suite_of(attempt: Case, suite: str) -> Suite:
    """Return an attempt as a suite with one test in it."""
    name, result = attempt.name, attempt.result
    properties = dict(attempt.origin)
    if isinstance(result, str):
        test = Trial(name, "error", _first_line(result), "UnusableInput", result)
    else:
        properties |= _points(result)
        test = Trial(name)
        if not result.passed:
            kind = "critical" if result.critical else "score"
            test = Trial(name, "failure", _summary(result), kind, "\n".join(_reasons(result)))
    return Suite(name, (test,), f"{suite}.attempt", properties)


def _count(element: Element, counts: dict[str, int]) -> None:
    for key, count in counts.items():
        element.set(key, str(count))


def _first_line(text: str) -> str:
    return text.splitlines()[0] if text.strip() else "could not be read"


def _points(score: Score) -> dict[str, str]:
    return {
        "score": f"{score.score:.1f}",
        "pass_mark": f"{score.pass_mark:g}",
        "protocol": score.protocol,
        "critical": " ".join(score.critical),
        "broken": " ".join(score.broken),
        **{f"domain.{n}": f"{points:g}/{of:g}" for n, (points, of) in score.domains.items()},
    }


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
