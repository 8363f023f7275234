"""Every key and value is remembered where it stands."""

from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from simulator.scenario.find import shipped
from simulator.scenario.reading.places import Path
from simulator.scenario.reading.yaml_events import read

PLAIN = st.text("abcdefgh _", min_size=1, max_size=8).map(str.strip).filter(
    lambda t: t and not t.startswith("_")
)  # fmt: skip
TREES = st.recursive(
    PLAIN | st.integers(-999, 999) | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(PLAIN, inner, max_size=3),
    max_leaves=12,
)


def walk(value: Any, path: Path = ()) -> list[tuple[Path, Any]]:
    inside = value.items() if isinstance(value, dict) else ()
    inside = enumerate(value) if isinstance(value, list) else inside
    return [(path, value), *(pair for key, v in inside for pair in walk(v, (*path, key)))]


def written_at(text: str, position: tuple[int, int]) -> str:
    line, column = position
    return text.splitlines()[line - 1][column - 1 :]


@given(st.dictionaries(PLAIN, TREES, min_size=1, max_size=4), st.booleans())
def test_values_come_back_and_stand_where_the_table_says(tree: Any, is_flow: bool) -> None:
    text = yaml.safe_dump(tree, default_flow_style=is_flow, width=1000)
    document = read(text.encode()).document
    assert document.value == tree
    paths = [path for path, _ in walk(tree)]
    assert sorted(map(repr, document.values)) == sorted(map(repr, paths))
    for path, value in walk(tree):
        there = written_at(text, document.position(path))
        if isinstance(value, str):
            assert there.lstrip("'\"").startswith(value)
        elif isinstance(value, int) and not isinstance(value, bool):
            assert there.startswith(str(value))
        if path and isinstance(path[-1], str):
            key = written_at(text, document.position(path, is_key=True))
            assert key.lstrip("?'\" ").startswith(path[-1])


def test_the_shipped_case_has_a_place_for_everything() -> None:
    text = shipped()[0].read_text(encoding="utf-8")
    document = read(text.encode()).document
    for path, value in walk(document.value):
        there = written_at(text, document.position(path))
        if isinstance(value, str) and not there.startswith((">", '"')):
            assert there.startswith(value.split("\n")[0][:10]), path


def test_a_missing_place_falls_back_to_what_is_around_it() -> None:
    document = read(b"a:\n  b: 1\n").document
    assert document.position(("a", "b", "c")) == (2, 3)
    assert document.position(("a", "x")) == (1, 1)
    assert document.position(("x",)) == (1, 1)
