"""Random streams: the same name the same numbers, another name other numbers."""

from hypothesis import given
from hypothesis import strategies as st

from simulator.base.seeds import Seeds

roots = st.integers(0, 2**63 - 1)
names = st.text("abz._é", min_size=1, max_size=12)


def draw(root: int, name: str, tick: int = 0) -> list[int]:
    return Seeds(root).stream(name, tick).integers(0, 2**63, 4).tolist()


@given(roots, names, st.integers(0, 10**9))
def test_the_same_arguments_give_the_same_numbers(root: int, name: str, tick: int) -> None:
    assert draw(root, name, tick) == draw(root, name, tick)


@given(roots, names, names)
def test_another_name_gives_other_numbers(root: int, name: str, other: str) -> None:
    assert (draw(root, name) == draw(root, other)) == (name == other)


@given(roots, roots, st.integers(0, 10**6), st.integers(0, 10**6))
def test_another_root_or_tick_gives_other_numbers(
    root: int, other: int, tick: int, later: int
) -> None:
    assert (draw(root, "a", tick) == draw(other, "a", later)) == ((root, tick) == (other, later))


@given(roots, st.integers(0, 50))
def test_how_much_one_stream_is_used_never_disturbs_another(root: int, count: int) -> None:
    seeds = Seeds(root)
    seeds.stream("physics.patient_motion").random(count)
    used = seeds.stream("ultrasound.speckle").random(4).tolist()
    assert used == Seeds(root).stream("ultrasound.speckle").random(4).tolist()


def test_the_numbers_of_a_stream_are_kept_from_version_to_version() -> None:
    """Every shipped case grows from these; if they move, the engine's version must."""
    assert draw(7, "anatomy.growth", 3) == GOLDEN


GOLDEN = [430583333849201077, 5894327981991365960, 1300914875440037524, 810175497419383661]
