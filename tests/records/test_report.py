"""The report: one file, nothing fetched, nothing a person wrote can act."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from simulator.debrief.write import Mark, write
from simulator.records.report import LANES, WIDTH, placed, report_html
from simulator.scoring.engine import score
from simulator.scoring.metrics import measured
from tests.scoring.case import RUBRIC, flawed_attempt, model_attempt

TRAP = "<script>alert('x')</script>"
VOID = {"meta", "br", "line", "circle", "path", "rect"}


def page(events, title="Hidden feeder", **changes):
    result = score(RUBRIC, events)
    debrief = replace(write(RUBRIC, result, events), **changes)
    return report_html(title, result, debrief, measured(events), facts={"operator": "expert"})


class Balance(HTMLParser):
    """Counts what is opened and closed, and remembers every attribute."""

    def __init__(self):
        super().__init__()
        self.open, self.problems, self.attributes = [], [], []

    def handle_starttag(self, tag, attrs):
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.attributes += attrs

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.problems.append(tag)


@pytest.mark.parametrize("events", [[], model_attempt(), flawed_attempt()])
def test_the_page_is_balanced_and_self_contained(events):
    text = page(events)
    reader = Balance()
    reader.feed(text)
    assert (reader.open, reader.problems) == ([], [])
    assert not {"src", "href", "onclick", "onload"} & {name for name, _ in reader.attributes}
    assert not re.search(r"https?://|@import|url\(|<script", text)


def test_what_a_person_wrote_is_escaped_everywhere():
    mark = Mark(1, TRAP, "good")
    text = page(flawed_attempt(), TRAP, patient=TRAP, truth=(TRAP,), sentence=TRAP, marks=(mark,))
    assert "<script" not in text
    assert text.count("&lt;script&gt;") >= 6


def test_both_ledgers_and_the_order_are_on_the_page():
    text = page(flawed_attempt())
    assert text.index("Harm ledger") < text.index("Skill ledger") < text.index("Order map")
    assert "You injected threads with no duplex." in text
    assert "skipped" in text
    assert "8:29" in text  # the first injection, in minutes and seconds


def test_the_timeline_is_well_formed_svg():
    drawing = re.search(r"<svg.*?</svg>", page(flawed_attempt()), re.DOTALL).group()
    root = ElementTree.fromstring(drawing)
    assert len(root.findall("g")) == len(write_marks(flawed_attempt()))


def write_marks(events):
    return write(RUBRIC, score(RUBRIC, events), events).marks


def test_labels_on_the_timeline_never_overlap_and_harms_are_placed_first():
    marks = tuple(Mark(n * 10, f"Some long label {n}", "good") for n in range(40))
    out = placed((*marks, Mark(205, "Harm here", "harm")), 400)
    shown = [m for m in out if m.label]
    assert any(m.label == "Harm here" for m in shown)
    assert len({m.y for m in shown}) <= LANES
    for a in shown:
        for b in shown:
            if a is not b and a.y == b.y:
                assert abs(a.x - b.x) > 6 * min(len(a.label), len(b.label))
    assert all(0 <= m.x <= WIDTH for m in out)


def test_an_undefined_metric_says_why_and_is_not_zero():
    text = page([])
    assert "no push" in text
    assert re.search(r"Time of a push, median</td>.*?<td class=\"number\">- ", text)
