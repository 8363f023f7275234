"""The automata of the search say what the engine says, and what is found is true."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.scoring.achieve import Achievable
from simulator.scoring.automata import DEAD, FULL, SAFE, TESTED, automaton
from simulator.scoring.engine import score
from simulator.scoring.letters import Alphabet, Letter, TooManyLetters
from simulator.scoring.rubric import Condition, Moment, Rubric, Rule
from simulator.scoring.sequence import BROKEN, OK, PROHIBITIONS, judge
from simulator.scoring.trail import Trail

from . import attempts as make
from . import pairs


def letter(alphabet: Alphabet, event: dict) -> Letter:
    """The letter that a whole event is, atom by atom."""
    bits = 0
    for number, atom in enumerate(alphabet._atoms):
        names = {c.field for c in atom.moment.where} | ({atom.number} - {""})
        if atom.moment.event == event["ev"] and all(atom.holding(n, [event.get(n)]) for n in names):
            bits |= 1 << number
    return Letter(event, bits)


def accepts(rule: Rule, level: str, events: list[dict]) -> bool:
    alphabet = Alphabet()
    own = automaton(rule, level, alphabet)
    state = own.start
    for event in events:
        state = own.step(state, letter(alphabet, event))
        if state is DEAD:
            return False
    return own.wants(state) == 0


def timeless(events: list[dict]) -> list[dict]:
    return [{k: v for k, v in event.items() if k != "started_tick"} | {"tick": 0}
            for event in events]  # fmt: skip


def assert_agreement(rule: Rule, events: list[dict]) -> None:
    events = timeless(events)
    judgement = judge(rule, Trail(events))
    assert accepts(rule, SAFE, events) == (judgement.verdict != BROKEN), (rule, events)
    if rule.template not in PROHIBITIONS:
        assert accepts(rule, FULL, events) == (judgement.fraction == 1), (rule, events)
        if rule.template != "order":
            assert accepts(rule, TESTED, events) == (judgement.verdict == OK), (rule, events)


@settings(max_examples=200)
@given(make.rules(), make.attempts(max_size=8))
def test_an_automaton_accepts_what_the_engine_keeps(rule: Rule, events: list[dict]) -> None:
    assert_agreement(rule, events)


@pytest.mark.parametrize(("seed", "count"), [(1, 3000)])
def test_automata_agree_on_random_words(seed: int, count: int) -> None:
    dice = Random(seed)
    for _ in range(count):
        assert_agreement(pairs.rule(dice), pairs.attempt(dice))


@pytest.mark.long
def test_automata_agree_on_two_hundred_thousand_random_words() -> None:
    test_automata_agree_on_random_words(7, 200_000)


@settings(max_examples=150)
@given(make.rules())
def test_every_letter_is_what_its_bits_say(rule: Rule) -> None:
    alphabet = Alphabet()
    automaton(rule, FULL, alphabet)
    try:
        found = alphabet.letters()
    except TooManyLetters:
        return
    for each in found:
        assert letter(alphabet, dict(each.event)).atoms == each.atoms


@settings(max_examples=100)
@given(make.rubrics(), st.lists(make.attempts(), max_size=4))
def test_what_is_found_passes_and_what_is_refuted_never_does(
    rubric: Rubric, tries: list[list[dict]]
) -> None:
    case = Achievable(rubric, budget=20_000)
    answer = case.answer
    if answer.attempt is not None:
        assert score(rubric, answer.attempt.events).passed
    if answer.contradiction or answer.out_of_reach:
        assert answer.attempt is None
        assert not any(score(rubric, events).passed for events in tries)
    for rule, _ in case.never_tested():
        for events in tries:
            if score(rubric, events).passed:
                assert judge(rule, Trail(events)).verdict != OK or rule.template == "order"


A, B = Moment("a"), Moment("b")
PLANTED = {
    "each before the other": (
        Rule("p1", "before", moment=A, moments=(B,), points=5, is_required=True),
        Rule("p2", "before", moment=B, moments=(A,), points=5, is_required=True),
    ),
    "asked for and forbidden": (
        Rule("p1", "must", moment=A, points=5, critical="Do it."),
        Rule("p2", "never", moment=Moment("a", (Condition("site", "is", 1),)), critical="No."),
        Rule("p3", "never", moment=Moment("a", (Condition("site", "not", 1),)), critical="No."),
        Rule("p4", "measure", moment=A, field="site", full=(0, 9), points=5, is_required=True),
    ),
    "after it, and never after it": (
        Rule("p1", "after", moment=A, answer=B, points=5, is_required=True),
        Rule("p2", "never", moment=B, critical="No."),
    ),
    "two orders": (
        Rule("p1", "order", groups=((A,), (B,)), points=5, is_required=True),
        Rule("p2", "order", groups=((B,), (A,)), points=5, is_required=True),
    ),
}


@settings(max_examples=30)
@given(st.sampled_from(sorted(PLANTED)), make.rubrics())
def test_a_contradiction_has_no_rule_to_spare(name: str, more: Rubric) -> None:
    core = Achievable(Rubric((*more.rules, *PLANTED[name])), budget=20_000).answer.contradiction
    for number in range(len(core)):
        fewer = Rubric((*core[:number], *core[number + 1 :]))
        assert not Achievable(fewer, budget=20_000).answer.contradiction


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_contradiction_is_named(name: str) -> None:
    answer = Achievable(Rubric(PLANTED[name])).answer
    assert answer.contradiction, answer
    assert {rule.id for rule in answer.contradiction} <= {rule.id for rule in PLANTED[name]}


@settings(max_examples=60)
@given(st.sampled_from(sorted(PLANTED)), make.rubrics())
def test_a_contradiction_is_found_among_others_or_called_unknown(name: str, more: Rubric) -> None:
    rubric = Rubric((*more.rules, *PLANTED[name]))
    answer = Achievable(rubric, budget=20_000).answer
    assert answer.attempt is None
    assert answer.contradiction or answer.out_of_reach or answer.is_unknown
