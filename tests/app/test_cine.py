"""The last ten seconds can be walked back through, and labels belong to the frozen picture."""

import numpy as np
import pytest

from simulator.session import commands as c
from simulator.session.state import state_digest
from simulator.widgets.input import Key, Text
from tests.app.stand import Stand, machine


@pytest.fixture
def stand(monkeypatch, tmp_path):
    stand = Stand(monkeypatch, tmp_path, "Duplex")
    stand.desk.do(
        c.SetPosture("standing"),
        c.PlaceProbe(10_000, 670_000, 1571, 0, 300),
        c.SetScanner("is_colour", 1),
        c.SetScanner("is_pulsed", 1),
    )
    stand.frame(count=4)
    return stand


def picture(stand):
    return stand.window.duplex.picture


def test_rewinding_shows_the_very_pictures_that_were_there(stand):
    seen = []
    stand.desk.do(c.SqueezeCalf())
    for k in range(40):
        stand.frame(count=2)
        if k == 20:
            stand.key("q")
        view = picture(stand).view
        seen.append((view.tick, view.pixels.copy(), view.strip.copy()))
    stand.key("f")
    stand.frame(count=3)
    ticks = {tick: k for k, (tick, _, _) in enumerate(seen)}
    before = state_digest(stand.state)
    for back in (3, 12, 25):
        picture(stand).rewind(machine("case"), back)
        view = picture(stand).view
        _, pixels, strip = seen[ticks[view.tick]]
        assert np.array_equal(view.pixels, pixels)
        assert np.array_equal(view.strip, strip)
        assert view.rewound_s > 0.0
    assert state_digest(stand.state) == before


def test_arrows_walk_through_the_cine_only_while_frozen(stand):
    stand.frame(count=60)
    pose = stand.state.scan.probe
    stand.key("f", "left", "left")
    assert picture(stand).back == 2
    stand.key("right")
    assert picture(stand).back == 1
    stand.frame(count=2)
    assert picture(stand).view.rewound_s > 0.0
    assert stand.state.scan.probe == pose
    stand.key("f", "left")
    assert picture(stand).back == 0
    assert stand.state.scan.probe != pose


@pytest.mark.ci
def test_the_cine_holds_ten_seconds_and_little_memory(stand):
    for _ in range(22 * 30):
        stand.desk.pass_ticks(4)
        picture(stand).look(machine("case"), stand.state, stand.window.duplex.measuring)
    cine = picture(stand).cine
    assert cine.count == 301
    assert len(cine._shots) < 560
    assert cine.kept_bytes < 1.3e6


def test_a_label_is_put_by_pointer_or_button_and_goes_when_the_picture_runs(stand):
    stand.key("n")
    assert not stand.window.duplex.rows.is_labelling  # the picture runs
    stand.key("f")
    stand.frame(count=3)
    stand.key("n")
    stand.frame(Key("f"), Text("AASV"))  # typing freezes nothing
    stand.frame()
    assert stand.window.duplex.rows.words == "AASV"
    x, y = stand.place("scan")
    stand.down(x, y - 60)
    stand.frame(count=3)
    stand.up(x, y - 60)
    stand.frame()
    assert [note.words for note in picture(stand).view.notes] == ["AASV"]
    stand.click("put label")
    stand.frame()
    assert len(picture(stand).view.notes) == 2
    stand.key("n", "f")
    stand.frame(count=4)
    assert picture(stand).view.notes == ()
    assert picture(stand).labels == ()


def test_a_frozen_picture_says_where_it_was_taken(stand):
    assert picture(stand).view.body_mark is None
    stand.key("f")
    stand.frame(count=3)
    mark = picture(stand).view.body_mark
    assert mark.words.endswith("front")
    (x0, y0), (x1, y1) = mark.probe
    assert abs(y1 - y0) > abs(x1 - x0)  # the probe lies along the leg


def test_calipers_measure_on_the_frozen_picture(stand):
    stand.frame(count=40)
    stand.key("f", "left", "c", "down", "down")
    stand.frame(count=2)
    assert stand.window.duplex.measuring.diameter_um > 0
    assert picture(stand).view.calipers
    assert picture(stand).back == 1
