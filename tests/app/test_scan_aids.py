"""Aids are chosen, put on record, refused in an exam; every knob and finding is offered."""

from dataclasses import replace

import pytest

from simulator.anatomy.territories import territories
from simulator.app.words import FINDINGS, VEINS
from simulator.session import commands as c
from simulator.session.marking import FINDINGS as KNOWN
from tests.app.stand import Stand


@pytest.fixture
def stand(monkeypatch, tmp_path):
    stand = Stand(monkeypatch, tmp_path, "Duplex")
    stand.desk.do(c.SetPosture("standing"), c.PlaceProbe(10_000, 670_000, 0, 150, 300))
    stand.frame(count=3)
    return stand


def test_h_goes_through_the_aids_and_each_is_on_record(stand):
    stand.key("h", "h", "h")
    assert [e["level"] for e in stand.events("aid_set")] == ["cue", "ghost", "none"]


def test_in_an_exam_the_aid_is_grey_and_says_why(stand):
    stand.desk.attempt.state = replace(
        stand.state, world=replace(stand.state.world, plan=replace(stand.state.plan, mode="exam"))
    )
    stand.move(*stand.place("aid"))
    stand.frame()
    assert "exam" in stand.window.ui.told
    stand.click("aid")
    assert stand.events("aid_set") == []


def test_aids_and_the_picture_change_nothing(stand):
    stand.key("h", "h")
    stand.desk.is_paused = True
    stand.frame()
    before = stand.state
    stand.frame(count=5)
    assert stand.state is before


def test_every_finding_and_vein_the_session_knows_is_offered():
    assert set(FINDINGS) == set(KNOWN)
    assert {"femoral_vein", "lateral_subdermic", "tributary"} <= set(VEINS)


def test_an_absent_vein_is_written_with_level(stand):
    findings = stand.window.duplex.findings
    findings.finding = list(FINDINGS).index("absent")
    findings.vein = list(VEINS).index("SSV")
    stand.frame()
    stand.click("write")
    (mark,) = stand.state.scan.marks
    assert (mark.name, mark.finding, mark.level) == ("SSV", "absent", "mid thigh")


def test_the_map_says_how_a_finding_is_known_only_when_all_is_over(stand):
    findings = stand.window.duplex.findings
    findings.finding = list(FINDINGS).index("refluxing")
    stand.frame()
    stand.click("write")
    (mark,) = stand.state.scan.marks
    assert mark.evidence in ("guess", "wrong")
    (shown,) = stand.window.table.leg_view().marks
    assert (shown.evidence, shown.is_guess) == ("", False)
    stand.desk.do(c.FinishAttempt())
    (shown,) = stand.window.table.leg_view().marks
    assert (shown.evidence, shown.is_guess) == (mark.evidence, True)


def test_what_was_scanned_is_counted_and_painted(stand):
    table = stand.window.table
    assert not any(t.is_scanned for t in table.territories)
    place = next(t for t in territories(stand.state.patient.patch) if t.id == "groin")
    stand.desk.do(c.SetScanner("depth_um", 50_000))
    for s_mm in range(int(place.low_mm) + 5, int(place.high_mm), 10):
        stand.desk.do(c.PlaceProbe(-18_000, s_mm * 1000, 0, 0, 300))
        stand.desk.pass_ticks(60)
    stand.frame()
    assert sum(t.is_scanned for t in table.territories) == 1
    assert table.leg_view(is_dimmed=True).territories is table.territories
    assert table.leg_view().territories == ()


@pytest.mark.parametrize("tab", [0, 1, 2])
def test_every_knob_turns_its_control(stand, tab):
    console = stand.window.duplex.console
    console.tab = tab
    stand.frame(count=2)
    for name in list(stand.window.ui.touches.order):
        settings = stand.state.scan.settings
        if not hasattr(settings, name) or name in ("is_frozen", "is_colour", "is_pulsed"):
            continue
        before = getattr(settings, name)
        x, y = stand.place(name)
        if name.startswith("is_"):
            stand.click(name)
        else:
            stand.wheel(x, y, -1 if name in ("angle_mrad", "frequency_khz") else 1)
        assert getattr(stand.state.scan.settings, name) != before, name
    assert stand.events("command_refused") == []


def test_the_other_probe_has_other_frequencies(stand):
    x, y = stand.place("probe")
    rect = stand.window.ui.touches.place_of("probe")
    stand.down(rect.right - 8, y)
    stand.up(rect.right - 8, y)
    assert stand.state.scan.settings.frequency_khz == 14_000
    stand.frame()
    x, y = stand.place("frequency_khz")
    stand.wheel(x, y, -30)
    assert stand.state.scan.settings.frequency_khz == 12_000
