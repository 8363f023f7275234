"""What is kept on this computer survives full disks, damaged files and other people's folders."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.app.clock import spoken_stamp
from simulator.app.desk import Desk, recorded_score
from simulator.app.recorder import LINES_BETWEEN_TRIES, Recorder
from simulator.app.screens.library import look_through
from simulator.app.screens.moment import _Again, scene_at
from simulator.app.settings import Settings, kept_settings
from simulator.app.shelf import attempts_folder, data_folder, kept_attempts, unfinished
from simulator.base.complaints import UnusableInput
from simulator.records.attempt_file import AttemptFile
from simulator.session import commands as c
from simulator.session.state import state_digest
from simulator.session.trace import read_trace


@given(st.lists(st.booleans(), min_size=1, max_size=40))
def test_no_line_is_lost_while_the_disk_refuses_now_and_then(tmp_path_factory, refusals):
    path = tmp_path_factory.mktemp("disk") / "attempt.jsonl"
    lines = [f"line {k}\n" for k in range(len(refusals))]
    real = AttemptFile.write
    recorder = Recorder(path)
    with pytest.MonkeyPatch.context() as patch:
        for line, is_refused in zip(lines, refusals, strict=True):

            def write(file, text, is_refused=is_refused):
                if is_refused:
                    real(file, text[: len(text) // 2])
                    raise OSError(28, "No space left on device")
                real(file, text)

            patch.setattr(AttemptFile, "write", write)
            recorder.write(line)
            assert "".join(lines).encode().startswith(path.read_bytes()) or recorder.trouble
    recorder.close()
    assert path.read_bytes() == "".join(lines).encode()
    assert recorder.trouble == ""


def test_a_full_disk_is_told_on_screen_and_forgotten_when_there_is_room(desk, monkeypatch):
    real = AttemptFile.write

    def full(_file, _text):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(AttemptFile, "write", full)
    desk.do(c.AskHistory("reason"))
    assert "No space left" in desk.shown_notice
    monkeypatch.setattr(AttemptFile, "write", real)
    desk.pass_ticks(60 * LINES_BETWEEN_TRIES)
    assert desk.shown_notice == ""
    desk.close()
    trace = read_trace(desk.file.path.read_bytes(), "trace", is_cut_allowed=True)
    assert [event["ev"] for event in trace.events] == ["history_asked"]


def test_a_folder_that_cannot_be_written_is_told_with_its_name(scenario, home):
    (home / "attempts").write_text("a file where the folder should be")
    with pytest.raises(UnusableInput, match="cannot be recorded"):
        Desk.begin(scenario)


@given(st.binary(max_size=300))
def test_no_file_in_the_folder_stops_the_library(tmp_path_factory, junk):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FILIGRANE_HOME", str(tmp_path_factory.mktemp("home")))
        attempts_folder().mkdir()
        (attempts_folder() / "2026-01-01-101010-x.jsonl").write_bytes(junk)
        (attempts_folder() / "folder.jsonl").mkdir()
        found, unreadable = kept_attempts()
        assert len(found) + unreadable == 2


@pytest.mark.parametrize(
    "head", [b"[]", b"{}", b'"x"', b"[" * 100_000, b'{"scenario":3}', b"\xff", b"null"]
)
def test_a_strange_first_line_is_counted_or_listed(head):
    attempts_folder().mkdir(parents=True)
    (attempts_folder() / "2026-01-01-101010-x.jsonl").write_bytes(head)
    shelf = look_through()
    assert len(shelf.kept) + shelf.unreadable == 1


def test_opening_a_damaged_attempt_is_a_complaint_with_its_place(finished, tmp_path):
    raw = finished["failed"].file.path.read_bytes()
    path = tmp_path / "edited.jsonl"
    path.write_bytes(raw.replace(b'"k":"ev"', b'"k":"eV"', 1))
    for opening in (Desk.resume, recorded_score):
        with pytest.raises(UnusableInput) as complaint:
            opening(path)
        assert complaint.value.complaints[0].line > 1
    with pytest.raises(UnusableInput, match="cannot read"):
        Desk.resume(tmp_path / "gone.jsonl")


def test_an_attempt_is_resumed_where_it_was_cut_and_a_finished_one_is_not_written_to(
    desk, finished
):
    desk.do(c.AskHistory("reason"))
    desk.pass_ticks(600)
    desk.close()
    kept = unfinished()
    shares = []
    again = Desk.resume(kept.path, shares.append)
    assert state_digest(again.state) == state_digest(desk.state)
    assert shares == sorted(shares)
    again.close()
    path = finished["failed"].file.path
    before = path.read_bytes()
    path.chmod(0o444)
    Desk.resume(path).close()
    assert path.read_bytes() == before


def test_nobody_presses_or_squeezes_on_in_an_attempt_that_was_cut_short(desk):
    desk.do(c.SetPosture("standing"), c.SqueezeCalf(900))
    desk.pass_ticks(120)
    desk.do(c.FillSyringe("polidocanol", 5000, 2_000_000), c.TakeNeedle(30))
    desk.do(c.AimNeedle(20_000, 12_000, 0, 200), c.InsertNeedle(1500), c.PressPlunger(3000))
    desk.pass_ticks(120)
    desk.close()
    assert desk.state.treatment.push is not None
    again = Desk.resume(desk.file.path)
    assert again.state.treatment.push is None
    assert {"calf_released", "injection_ended"} <= {e["ev"] for e in again.attempt.events}
    again.close()


def test_a_case_that_was_only_looked_at_leaves_no_attempt_behind(scenario):
    looked, played = Desk.begin(scenario), Desk.begin(scenario)
    for made in (looked, played):
        made.pass_ticks(600)
    played.do(c.AskHistory("reason"))
    looked.close()
    played.close()
    assert [kept.path for kept in kept_attempts()[0]] == [played.file.path]


def test_the_score_of_a_record_is_that_of_the_attempt(finished):
    for desk in finished.values():
        assert recorded_score(desk.file.path) == desk.judge()
    assert finished["passed"].judge().passed
    assert not finished["failed"].judge().passed


def test_a_moment_played_again_is_the_very_state_of_its_tick(finished, short_scenario):
    path = finished["failed"].file.path
    trace = read_trace(path.read_bytes(), str(path))
    checks = [record for record in trace.records if record["k"] == "check"]
    middle = checks[len(checks) // 2]
    again = _Again(trace, short_scenario.plan)
    seen = []
    again.play(middle["tick"] - 500, lambda _share: None)
    again.play(middle["tick"], lambda _share: None, lambda state: seen.append(state.tick))
    assert state_digest(again.state) == middle["digest"]
    assert seen == sorted(seen)


def test_there_is_something_to_see_only_under_probe_or_needle():
    events = [
        {"ev": "history_asked", "tick": 5},
        {"ev": "probe_placed", "tick": 10},
        {"ev": "probe_lifted", "tick": 20},
        {"ev": "needle_entered", "tick": 30},
        {"ev": "stocking_fitted", "tick": 40},
    ]
    scenes = [scene_at(events, tick) for tick in (5, 10, 19, 20, 25, 30, 39, 40)]
    assert scenes == ["", "scan", "scan", "scan", "", "skin", "skin", ""]


@given(st.binary(max_size=60) | st.builds(lambda v: json.dumps(v).encode(), st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.dictionaries(st.sampled_from(["text_scale", "is_calm"]), inner, max_size=2),
    max_leaves=4,
)))  # fmt: skip
def test_any_settings_file_gives_settings_that_can_be_used(tmp_path_factory, junk):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FILIGRANE_HOME", str(tmp_path_factory.mktemp("home")))
        (data_folder() / "settings.json").write_bytes(junk)
        settings = kept_settings()
    assert 1.0 <= settings.text_scale <= 1.5
    assert settings.is_calm in (True, False)


def test_settings_come_back_and_a_folder_that_refuses_them_is_no_error(home):
    Settings(1.25, is_calm=True).keep()
    assert kept_settings() == Settings(1.25, is_calm=True)
    (home / "settings.json").unlink()
    (home / "settings.json").mkdir()
    Settings(1.5).keep()
    assert kept_settings() == Settings()


def test_dates_are_said_as_people_say_them():
    from datetime import datetime

    now = datetime(2026, 3, 2, 18, 0)
    said = [
        spoken_stamp(stamp, now)
        for stamp in ("2026-03-02-080530", "2026-03-01-235959-2", "2025-12-24-100000", "copy")
    ]
    assert said == ["Today, 08:05", "Yesterday, 23:59", "24 December 2025, 10:00", "copy"]
