"""JUnit XML: what goes in comes out of an independent reader."""

from xml.etree import ElementTree

import junitparser
from hypothesis import given
from hypothesis import strategies as st

from simulator.records.junit import Case, Suite, Trial, junit_xml, suites_xml
from simulator.scoring.engine import score
from tests.scoring.case import RUBRIC, flawed_attempt, model_attempt

GOOD, BAD = score(RUBRIC, model_attempt()), score(RUBRIC, flawed_attempt())


def read(text):
    return ElementTree.fromstring(text.encode("utf-8"))


def test_passed_failed_and_unreadable_are_three_different_things():
    root = read(junit_xml([Case("a", GOOD), Case("b", BAD), Case("c", "the trace is cut\nline 3")]))
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("3", "1", "1")
    suites = root.findall("testsuite")
    assert [suite.get("name") for suite in suites] == ["a", "b", "c"]
    assert [len(suite.findall("testcase")) for suite in suites] == [1, 1, 1]
    assert suites[0].find("testcase").find("failure") is None
    failure = suites[1].find("testcase/failure")
    assert failure.get("type") == "critical"
    assert "duplex-first" in failure.get("message")
    assert "You injected threads with no duplex." in failure.text
    assert suites[2].find("testcase/error").get("message") == "the trace is cut"


def test_the_score_its_domains_and_its_origin_are_properties():
    suite = read(junit_xml([Case("a", BAD, {"seed": 7})])).find("testsuite")
    found = {p.get("name"): p.get("value") for p in suite.findall("properties/property")}
    assert found["score"] == f"{BAD.score:.1f}"
    assert found["critical"] == "duplex-first"
    assert found["domain.scan"] == "15/35"
    assert found["seed"] == "7"


@given(st.text(max_size=20), st.text(max_size=20))
def test_any_name_and_any_message_give_well_formed_xml(name, message):
    root = read(junit_xml([Case(name, GOOD), Case(name, message, {"note": message})]))
    assert len(root.findall("testsuite")) == 2


def test_no_attempts_is_an_empty_run():
    assert read(junit_xml([])).get("tests") == "0"


def test_the_elements_and_attributes_are_those_of_the_common_schema():
    """Jenkins' junit-10: what may stand where; the files themselves were validated by it once."""
    may_have = {
        "testsuites": ({"name", "time", "tests", "failures", "errors"}, {"testsuite"}),
        "testsuite": (
            {"name", "tests", "failures", "errors", "skipped", "time"},
            {"properties", "testcase"},
        ),
        "properties": (set(), {"property"}),
        "property": ({"name", "value"}, set()),
        "testcase": ({"name", "classname", "time"}, {"skipped", "error", "failure"}),
        "skipped": ({"message"}, set()),
        "error": ({"type", "message"}, set()),
        "failure": ({"type", "message"}, set()),
    }
    tests = (Trial("a"), Trial("b", "failure", "m", "E501", "t", 0.5), Trial("c", "skipped", "m"))
    suites = [Suite("s", tests, "x", {"file": "f"}), Suite("t", (Trial("d", "error"),), "x")]
    for root in (read(suites_xml(suites)), read(junit_xml([Case("a", GOOD), Case("b", "bad")]))):
        for element in root.iter():
            attributes, children = may_have[element.tag]
            assert set(element.keys()) <= attributes
            assert {child.tag for child in element} <= children
            if element.tag == "testsuite":
                assert element.get("tests") == str(len(element.findall("testcase")))


def test_totals_are_the_sums_of_the_suites():
    tests = (Trial("a", "failure", time_s=0.25), Trial("b", "skipped"), Trial("c", time_s=1.0))
    report = junitparser.JUnitXml.fromstring(suites_xml([Suite("s", tests, "x")] * 2))
    assert (report.tests, report.failures, report.errors) == (6, 2, 0)
    assert sum(suite.skipped for suite in report) == 2
    assert report.time == 2.5
