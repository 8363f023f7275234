"""The definitions of docs/scoring.md, transcribed; quadratic, no indexes, no cleverness.

Written against the text, not the engine: lists of event numbers and nested loops only. An
answer to each rule is (verdict, fraction, numbers that kept it, numbers that broke it).
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from simulator.scoring.rubric import Condition, Moment, Rubric, Rule

Events = Sequence[Mapping[str, Any]]
Answer = tuple[str, Fraction, list[int], list[int]]
NO_ANSWER: Answer = ("untested", Fraction(0), [], [])


def number(value: object) -> bool:
    return type(value) in (int, float)


def equal(a: object, b: object) -> bool:
    return (type(a) is bool) == (type(b) is bool) and a == b


def condition_holds(event: Mapping[str, Any], c: Condition) -> bool:
    if event.get(c.field) is None:
        return False
    value = event[c.field]
    return {
        "is": lambda: equal(value, c.value),
        "not": lambda: not equal(value, c.value),
        "in": lambda: any(equal(value, v) for v in c.value),
        "at_least": lambda: number(value) and value >= c.value,
        "up_to": lambda: number(value) and value <= c.value,
    }[c.operator]()


def those(events: Events, moment: Moment) -> list[int]:
    return [
        i
        for i in range(len(events))
        if events[i]["ev"] == moment.event
        and all(condition_holds(events[i], c) for c in moment.where)
    ]


def end(event: Mapping[str, Any]) -> int:
    return int(event["tick"])


def start(event: Mapping[str, Any]) -> int:
    return int(event.get("started_tick", event["tick"]))


def precedes(events: Events, i: int, j: int) -> bool:
    return i < j and end(events[i]) <= start(events[j])


def in_window(events: Events, i: int, j: int, within: int | None) -> bool:
    return precedes(events, i, j) and (
        within is None or start(events[j]) - end(events[i]) <= within
    )


def agree(a: Mapping[str, Any], b: Mapping[str, Any], same: tuple[tuple[str, str], ...]) -> bool:
    return all(a.get(x) is not None and b.get(y) is not None and a[x] == b[y] for x, y in same)


def counted(kept: list[int], broke: list[int], at_least: int) -> Answer:
    if not kept and not broke:
        return NO_ANSWER
    share = Fraction(len(kept), max(len(kept) + len(broke), at_least))
    return ("broken" if broke else "ok", share, kept, broke)


def order(rule: Rule, events: Events) -> Answer:
    kept, broke, total = [], [], 0
    groups = [g for g in rule.groups if g]
    for n, group in enumerate(groups):
        for moment in group:
            total += 1
            here = those(events, moment)
            if not here:
                continue
            is_in_place = all(
                any(precedes(events, i, here[0]) for i in those(events, earlier))
                for earlier in (groups[n - 1] if n else ())
            )
            (kept if is_in_place else broke).append(here[0])
    if not kept and not broke:
        return NO_ANSWER
    return ("ok" if len(kept) == total else "broken", Fraction(len(kept), total), kept, broke)


def must(rule: Rule, events: Events) -> Answer:
    hits = those(events, rule.moment)
    share = Fraction(min(len(hits), rule.at_least), rule.at_least)
    return ("ok" if len(hits) >= rule.at_least else "broken", share, hits, [])


def never(rule: Rule, events: Events) -> Answer:
    hits = those(events, rule.moment)
    if rule.after is not None:
        triggers = those(events, rule.after)
        if not triggers:
            return NO_ANSWER
        hits = [j for j in hits if any(precedes(events, i, j) for i in triggers)]
    return ("broken", Fraction(0), [], hits) if hits else ("ok", Fraction(1), [], [])


def either(rule: Rule, events: Events) -> Answer:
    firsts = sorted({those(events, m)[0] for m in rule.moments if those(events, m)})
    return ("ok", Fraction(1), firsts, []) if firsts else ("broken", Fraction(0), [], [])


def before(rule: Rule, events: Events) -> Answer:
    kept, broke = [], []
    for j in those(events, rule.moment):
        is_kept = all(
            any(
                in_window(events, i, j, rule.within_ticks)
                and agree(events[j], events[i], rule.same)
                for i in those(events, prior)
            )
            for prior in rule.moments
        ) and all(events[j].get(name) is not None for name, _ in rule.same)
        (kept if is_kept else broke).append(j)
    return counted(kept, broke, rule.at_least)


def after(rule: Rule, events: Events) -> Answer:
    triggers = those(events, rule.moment)
    answers = those(events, rule.answer)

    def serves(j: int, i: int) -> bool:
        return in_window(events, i, j, rule.within_ticks) and agree(events[i], events[j], rule.same)

    served = set()
    if rule.is_one_for_one:
        for j in answers:
            waiting = [i for i in triggers if i not in served and serves(j, i)]
            if waiting:
                served.add(waiting[0])
    else:
        served = {i for i in triggers if any(serves(j, i) for j in answers)}
    kept = [i for i in triggers if i in served]
    return counted(kept, [i for i in triggers if i not in served], rule.at_least)


def worth(x: float, rule: Rule) -> Fraction:
    (low, high), (no_low, no_high) = rule.full, rule.none
    if (low is None or x >= low) and (high is None or x <= high):
        return Fraction(1)
    edge, stop = (high, no_high) if high is not None and x > high else (low, no_low)
    if stop is None or stop == edge:
        return Fraction(0)
    share = (Fraction(x) - Fraction(stop)) / (Fraction(edge) - Fraction(stop))
    return min(max(share, Fraction(0)), Fraction(1)) if share < 1 else Fraction(0)


def measure(rule: Rule, events: Events) -> Answer:
    hits = [i for i in those(events, rule.moment) if number(events[i].get(rule.field))]
    if not hits:
        return NO_ANSWER
    shares = [worth(events[i][rule.field], rule) for i in hits]
    kept = [i for i, s in zip(hits, shares, strict=True) if s == 1]
    broke = [i for i, s in zip(hits, shares, strict=True) if s < 1]
    share = sum(shares, Fraction(0)) / max(len(hits), rule.at_least)
    return ("broken" if broke else "ok", share, kept, broke)


def total(rule: Rule, events: Events) -> Answer:
    hits = [i for i in those(events, rule.moment) if number(events[i].get(rule.field))]
    over = [
        i
        for n, i in enumerate(hits)
        if sum(Fraction(events[k][rule.field]) for k in hits[: n + 1]) > Fraction(rule.limit)
    ]
    kept = [i for i in hits if i not in over]
    return ("broken" if over else "ok", Fraction(0 if over else 1), kept, over)


def finish(rule: Rule, events: Events) -> Answer:
    ends = those(events, Moment("attempt_finished"))[:1]
    if not ends:
        return NO_ANSWER
    if rule.within_ticks is None or end(events[ends[0]]) <= rule.within_ticks:
        return ("ok", Fraction(1), ends, [])
    return ("broken", Fraction(0), [], ends)


def answer(rule: Rule, events: Events) -> Answer:
    """Return what the definitions say about one rule."""
    return {
        "order": order,
        "must": must,
        "never": never,
        "either": either,
        "before": before,
        "after": after,
        "measure": measure,
        "total": total,
        "finish": finish,
    }[rule.template](rule, events)


def percent(rubric: Rubric, events: Events) -> float:
    """Return the score in percent by the policy's definition."""
    asked = [r for r in rubric.rules if not r.is_optional]
    named = [m for r in asked if r.template == "order" for g in r.groups for m in g]
    named += [r.moment for r in asked if r.template == "must"]
    done = Fraction(sum(bool(those(events, m)) for m in named), len(named)) if named else 0
    earned = possible = lost = Fraction(0)
    for id in {r.id for r in rubric.rules}:
        same_id = [r for r in rubric.rules if r.id == id and not r.is_optional]
        if not same_id:
            continue
        answers = [answer(r, events) for r in same_id]
        if any(verdict == "broken" for verdict, *_ in answers):
            lost += Fraction(same_id[0].lose)
        if same_id[0].template in ("never", "total"):
            continue
        shares = [a[1] * (done if same_id[0].template == "finish" else 1) for a in answers]
        earned += Fraction(same_id[0].points) * sum(shares, Fraction(0)) / len(shares)
        possible += Fraction(same_id[0].points)
    if not possible:
        return 0.0
    exact = min(max(100 * earned / possible - lost, Fraction(0)), Fraction(100))
    return float(Fraction(round(exact * 10), 10))
