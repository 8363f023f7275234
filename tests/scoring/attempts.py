"""Random attempts and rules for the property tests: few kinds, many collisions."""

from hypothesis import strategies as st

from simulator.scoring.rubric import Condition, Moment, Rubric, Rule

KINDS = ("a", "b", "c", "d", "attempt_finished")
FIELDS = ("site", "size", "flag")
values = st.one_of(st.none(), st.integers(0, 3), st.booleans(), st.sampled_from(["x", 0.5]))
fields = st.dictionaries(st.sampled_from(FIELDS), values, max_size=3)


@st.composite
def attempts(draw, max_size=14):
    """Events with ticks that often tie, some with a duration reaching back over others."""
    out, tick = [], 0
    for kind, step, lasted, extra in draw(
        st.lists(
            st.tuples(st.sampled_from(KINDS), st.integers(0, 3), st.integers(-3, 6), fields),
            max_size=max_size,
        )
    ):
        tick += step
        event = {"ev": kind, "tick": tick, **extra}
        if lasted >= 0:
            event["started_tick"] = max(tick - lasted, 0)
        out.append(event)
    return out


conditions = st.one_of(
    st.builds(
        Condition,
        st.sampled_from(FIELDS),
        st.sampled_from(["is", "not", "at_least", "up_to"]),
        st.one_of(st.integers(0, 3)),
    ),
    st.builds(Condition, st.sampled_from(FIELDS), st.sampled_from(["is", "not"]), st.booleans()),
    st.builds(
        Condition, st.sampled_from(FIELDS), st.just("in"), st.lists(st.integers(0, 3)).map(tuple)
    ),
)
moments = st.builds(Moment, st.sampled_from(KINDS), st.lists(conditions, max_size=1).map(tuple))
windows = st.one_of(st.none(), st.integers(0, 8))
sames = st.sampled_from(
    [(), (("site", "site"),), (("site", "size"),), (("site", "site"), ("flag", "flag"))]
)
ends = st.one_of(st.none(), st.integers(0, 3), st.just(0.5))
templates = st.sampled_from(
    ["order", "must", "never", "either", "before", "after", "measure", "total", "finish"]
)


@st.composite
def rules(draw, template=templates, id="r"):
    """One rule with every part filled, so that any template can be drawn."""
    return Rule(
        id=id,
        template=draw(template),
        domain=draw(st.sampled_from(["scan", "injection"])),
        moment=draw(moments),
        moments=tuple(draw(st.lists(moments, min_size=1, max_size=3))),
        groups=tuple(
            draw(st.lists(st.lists(moments, max_size=2).map(tuple), min_size=1, max_size=4))
        ),
        answer=draw(moments),
        after=draw(st.one_of(st.none(), moments)),
        within_ticks=draw(windows),
        same=draw(sames),
        is_one_for_one=draw(st.booleans()),
        at_least=draw(st.integers(1, 4)),
        field=draw(st.sampled_from(FIELDS)),
        full=(draw(ends), draw(ends)),
        none=(draw(ends), draw(ends)),
        limit=draw(st.integers(0, 4)),
        points=draw(st.integers(0, 9)),
        lose=draw(st.sampled_from([0, 0, 2.5, 7])),
        critical=draw(st.sampled_from(["", "", "You did harm."])),
        is_harm=draw(st.booleans()),
        is_required=draw(st.booleans()),
        is_optional=draw(st.booleans()),
    )


@st.composite
def rubrics(draw):
    """A rubric of a few rules with ids of their own."""
    count = draw(st.integers(1, 5))
    return Rubric(tuple(draw(rules(id=f"r{n}")) for n in range(count)))
