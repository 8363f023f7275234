"""The skill ledger adds up: its rows, less what mistakes took off, are the total."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.cli.printing import spoken
from simulator.debrief.points import lost_words, rows
from simulator.debrief.write import write
from simulator.scoring.engine import score
from simulator.scoring.rubric import Condition, Moment, Rubric, Rule


def told_back(item, **more):
    where = (Condition("item", "is", item), *(Condition(k, "is", v) for k, v in more.items()))
    return Moment("taught_back", where)


ITEMS = ("stockings", "matting", "pain")
RUBRIC = Rubric(
    (
        Rule("asked", "must", domain="consultation", moment=Moment("history_asked"), points=100),
        *(
            Rule(
                "left",
                "after",
                subject=item,
                domain="consultation",
                moment=told_back(item, is_understood=False),
                answer=told_back(item, is_understood=True),
                lose=7,
                bad="What you said of $subject was misunderstood.",
            )
            for item in ITEMS
        ),
        Rule("wrong", "never", domain="scan", moment=Moment("vein_marked"), lose=4, bad="Wrong."),
    )
)
EVENTS = [
    {"ev": "history_asked", "tick": 1},
    *(
        {"ev": "taught_back", "tick": 2 + n, "item": item, "is_understood": False}
        for n, item in enumerate(ITEMS)
    ),
    {"ev": "vein_marked", "tick": 9},
]


def test_what_mistakes_took_off_is_said_once_a_rule_with_all_its_moments():
    judged = score(RUBRIC, EVENTS)
    losses = write(RUBRIC, judged, EVENTS).losses
    assert [(line.text, line.lost, line.ticks) for line in losses] == [
        ("What you said of stockings was misunderstood. (3 times)", 7, (2, 3, 4)),
        ("Wrong.", 4, (9,)),
    ]
    assert sum(line.lost for line in losses) == judged.lost
    assert sum(got for _, got, _ in rows(judged)) - judged.lost == judged.score == 89.0
    assert lost_words(judged) == "\N{MINUS SIGN}11"


def test_the_costliest_comes_first_whether_it_was_missed_or_taken_off():
    changes = write(RUBRIC, score(RUBRIC, EVENTS[1:]), EVENTS[1:]).changes
    assert [line.rule for line in changes] == ["asked", "left", "wrong"]
    lost = [line.rule for line in write(RUBRIC, score(RUBRIC, EVENTS), EVENTS).changes]
    assert lost == ["left", "wrong"]


def test_nothing_lost_is_not_shown_and_a_score_stops_at_nothing():
    clean = score(RUBRIC, EVENTS[:1])
    assert (lost_words(clean), write(RUBRIC, clean, EVENTS[:1]).losses) == ("", ())
    none = score(RUBRIC, EVENTS[-1:])
    assert lost_words(none) == "\N{MINUS SIGN}4, not below 0"
    assert rows(none) == [("consultation", 0.0, 100.0)]


@given(st.lists(st.integers(0, 1600), min_size=1, max_size=6), st.integers(0, 20))
def test_rounded_rows_add_up_to_the_rounded_total(hundredths, lost):
    judged = score(RUBRIC, EVENTS)
    total = round(sum(hundredths) / 10) / 10 - lost
    if total <= 0:
        return
    domains = {f"domain {n}": (each / 100, 16.0) for n, each in enumerate(hundredths)}
    shown = rows(replace(judged, score=total, lost=float(lost), domains=domains))
    assert sum(got for _, got, _ in shown) - lost == pytest.approx(total)
    assert all(
        abs(got - each / 100) < 0.1 for (_, got, _), each in zip(shown, hundredths, strict=True)
    )


def test_the_printed_score_tells_what_mistakes_took_off():
    assert "  lost by mistakes: -11" in spoken("case", score(RUBRIC, EVENTS))
    assert not any("lost" in line for line in spoken("case", score(RUBRIC, EVENTS[:1])))
