"""A check as JUnit suites: one a scenario, with a test for its text and one an expectation."""

from collections.abc import Iterator, Sequence

from simulator.base.complaints import Complaint
from simulator.cli.checking import Checked, Tested
from simulator.records.junit import Suite, Trial

CLASS = "filigrane.check"


def suites_of(found: Sequence[Checked], lost: Sequence[Complaint]) -> Iterator[Suite]:
    """Yield the suites of everything that was checked, and of what could not be found."""
    for one in found:
        name = one.opened.name
        tests = [_text(one), *(_test(test) for test in one.tests)]
        if one.table is not None or one.holes:
            tests.append(_mistakes(one))
        yield Suite(name, tuple(tests), f"{CLASS}.{name}", {"file": one.opened.file})
    for complaint in lost:
        test = Trial("file", "error", complaint.what, "UnusableInput", str(complaint))
        yield Suite(complaint.file or "not found", (test,), CLASS)


def _text(one: Checked) -> Trial:
    errors = [c for c in one.opened.complaints if c.severity == "error"]
    if not errors:
        return Trial("lint")
    return Trial("lint", "error", errors[0].what, "UnusableInput", "\n".join(map(str, errors)))


def _test(test: Tested) -> Trial:
    name, time_s = test.expectation.name, test.time_s
    if test.is_skipped:
        return Trial(name, "skipped", "not played")
    if not test.complaints:
        return Trial(name, time_s=time_s)
    first, text = test.complaints[0], "\n".join(map(str, test.complaints))
    return Trial(name, "failure", first.what, first.code, text, time_s)


def _mistakes(one: Checked) -> Trial:
    errors = [c for c in one.holes if c.severity == "error"]
    if not errors:
        return Trial("mistakes")
    return Trial("mistakes", "failure", errors[0].what, "M601", "\n".join(map(str, errors)))
