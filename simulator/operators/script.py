"""A written attempt, acted out: acts that name things by meaning, done with a trained hand.

The acts say what a trainee does; where exactly, and how the hand gets there, is found here by
looking, as the expert finds it. Nothing is known but the words of the script, the anatomy of
the textbook and what can be seen. An act that fails is told with its line, and the next one is
tried, as in life; an attempt that no act finishes is finished at the end, so that it is scored.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from simulator.base.complaints import Complaint
from simulator.base.units import PA_PER_MMHG
from simulator.operators import needling, probing
from simulator.operators.hand import Hand
from simulator.scenario import acts as a
from simulator.scenario.load import Scenario
from simulator.scenario.reading.excerpts import excerpt, token_width
from simulator.scenario.script import read_script as read_acts
from simulator.scenario.vocabulary import EVERY_LEG
from simulator.session import commands as c
from simulator.session.observation import SeenSpot

SAY_S: Final = 4.0  # a question and its answer
SMALL_ACT_S: Final = 2.0
GLASS_S: Final = 1.0  # until the colour is gone


@dataclass(frozen=True)
class Script:
    """The acts of one attempt, and what kind of vein each of its names means."""

    file: str
    acts: tuple[a.Act, ...]
    kind_of: dict[str, str]
    text: str = ""


def read_script(path: str | Path, scenario: Scenario, text_bytes: bytes | None = None) -> Script:
    """Return the script in `path`, or raise `UnusableInput` with every complaint about it."""
    written = read_acts(path, scenario, text_bytes)
    return Script(str(path), written.acts, vein_kinds(scenario), written.text)


def vein_kinds(scenario: Scenario) -> dict[str, str]:
    """Return the kind of vein behind every name that a script of this case can use."""
    kinds = {name: kind or name for name, kind in EVERY_LEG.items()}
    kinds |= {"medial_tributary": "tributary", "thigh_extension": "SSV"}
    kinds |= {"posterior_tibial_vein": "tibial_vein"}
    for source in scenario.plan.patient.sources:
        kinds[f"{source.id}_feeder"] = "reticular"
    return kinds | {source.id: source.kind for source in scenario.plan.patient.sources}


@dataclass(frozen=True)
class _Known:
    """What the trainee remembers of a vein: where it was, how it looked, what it did."""

    place: probing.Place
    diameter_mm: float = 0.0
    reversal_s: float = 0.0
    mark: int = -1


class Follower:
    """Does one act after another and keeps the complaints about those that failed."""

    def __init__(self, script: Script, hand: Hand) -> None:
        self.script, self.hand = script, hand
        self.complaints: list[Complaint] = []
        self._act: a.Act = a.Act()
        self._known: dict[str, _Known] = {}
        self._in_view = ""  # the vein that was scanned last
        self._barrel_ul = 3000

    def follow(self) -> None:
        """Do every act, then finish the attempt if no act did."""
        for act in self.script.acts:
            self._act = act
            if self.hand.is_done:
                self._complain("the attempt is finished; this and what follows is not done")
                return
            before = len(self.hand.refused)
            ACTING[type(act)](self, act)
            for why in dict.fromkeys(self.hand.refused[before:]):
                self._complain(why)
        if not self.hand.is_done:
            self._complain("the script ends without 'finish'; the attempt is finished here")
            if self.hand.look().is_touching:
                self.hand.do(c.InsertNeedle(0), then_wait_s=1.0)
            self.hand.do(c.FinishAttempt())

    def _complain(self, what: str) -> None:
        act, file = self._act, self.script.file
        written = excerpt(self.script.text.splitlines(), act.line)
        width = token_width(written, act.column)
        self.complaints.append(
            Complaint(what, file, act.line, act.column, "", "warning", "A100", written, width)
        )

    def items(self, act: Any, command: Callable[[str], c.Command]) -> None:
        """Do one command for every item of an act."""
        for item in act.items:
            self.hand.do(command(item), then_wait_s=SAY_S)

    # --- duplex -------------------------------------------------------------------------
    def scan(self, act: a.Scan) -> None:
        """Find the vein, centre it, turn along it if asked, and set the scanner on it."""
        kind, hand = self.script.kind_of[act.vein], self.hand
        pressure = probing.LIGHT_PA if act.pressure_pa is None else round(act.pressure_pa)
        known = self._known.get(act.vein)
        start = known.place if known else probing.textbook_place(hand.look(), kind)
        if act.height_mm is not None:
            start = replace(start, s_mm=act.height_mm)
        is_again = known is not None and act.height_mm is None
        reach_mm = probing.AGAIN_REACH_MM if is_again else probing.SEARCH_REACH_MM
        probing.set_up(hand, kind)
        place = probing.scan_for(hand, kind, start, reach_mm, pressure)
        self._in_view = act.vein
        if place is None:
            self._complain(f"'{act.vein}' was not found within {reach_mm:g} mm of where it may be")
            return
        if act.view == "longitudinal":
            vein = probing.turn_along(hand, kind, place, pressure)
        else:
            vein = probing.nearest_of(hand.look(), kind)
        if vein is None:
            self._complain(f"'{act.vein}' was lost from the image")
            return
        doppler = probing.SMALL if probing.is_small(kind) else probing.TRUNK
        doppler = replace(doppler, is_colour=act.colour, is_pulsed=act.pulsed)
        if act.prf_hz is not None:
            doppler = replace(doppler, prf_hz=round(act.prf_hz))
        probing.aim_doppler(hand, vein, doppler)
        mark = known.mark if known else -1
        self._known[act.vein] = _Known(place, vein.diameter_mm, 0.0, mark)

    def squeeze(self, act: a.SqueezeAndRelease) -> None:
        """Squeeze, let go at once, and remember what the vein in view did."""
        longest = probing.squeeze_and_watch(
            self.hand,
            self._kind_in_view,
            strength_permille=round(act.strength_frac * 1000),
            hold_s=act.hold_s,
            watch_s=act.watch_s,
            is_above_probe=act.above_probe,
        )
        self._remember(longest)

    def bear_down(self, act: a.BearDown) -> None:
        """Have her bear down, and remember what the vein in view did."""
        self._remember(probing.strain_and_watch(self.hand, self._kind_in_view, act.for_s))

    def move_foot(self, act: a.MoveFoot) -> None:
        """Have her move her foot, and remember what the vein in view did."""
        self.hand.do(c.MoveFoot(), then_wait_s=probing.FOOT_S)
        self._remember(probing.longest_reversal_s(self.hand, self._kind_in_view, act.watch_s))

    def press(self, act: a.Press) -> None:
        """Press where the probe stands."""
        if self.hand.look().probe is None:
            self._complain("the probe is not on the leg, so nothing was pressed")
        probing.press(self.hand, round(act.pressure_pa))

    def _remember(self, reversal_s: float) -> None:
        known = self._known.get(self._in_view)
        if known is not None:
            self._known[self._in_view] = replace(known, reversal_s=reversal_s)

    @property
    def _kind_in_view(self) -> str:
        return self.script.kind_of.get(self._in_view, "")

    def mark(self, act: a.Mark) -> None:
        """Write a finding; figures that the script leaves out are the ones just read."""
        known = self._known.get(act.vein, _Known(probing.Place(0.0, 0.0)))
        reflux_s = act.reflux_s
        if reflux_s is None:
            reflux_s = known.reversal_s if act.finding == "refluxing" else 0.0
        diameter_mm = known.diameter_mm if act.diameter_mm is None else act.diameter_mm
        name = act.called or self.script.kind_of[act.vein]
        finding = c.MarkVein(name, act.finding, round(reflux_s * 1000), round(diameter_mm * 1000))
        if self.hand.do(finding, then_wait_s=SMALL_ACT_S) is None:
            self._known[act.vein] = replace(known, mark=self.hand.look().findings - 1)

    def refer(self, act: a.Refer) -> None:
        """Ask a colleague to treat the vein that was last marked under this name."""
        known = self._known.get(act.vein)
        if known is None or known.mark < 0:
            self._complain(f"'{act.vein}' was never marked, so nobody knows which vein to treat")
            return
        self.hand.do(c.ReferForTreatment(known.mark, act.method), then_wait_s=SMALL_ACT_S)

    # --- treatment room -----------------------------------------------------------------
    def fill(self, act: a.FillSyringe) -> None:
        """Draw up."""
        ppm, nl = round(act.strength_frac * 1e6), round(act.volume_ul * 1000)
        self._barrel_ul = round(act.size_ul)
        air_nl = round(act.air_ul * 1000)
        self.hand.do(c.FillSyringe(act.drug, ppm, nl, self._barrel_ul, air_nl), then_wait_s=SAY_S)

    def _spot(self, act: a.Inject | a.GlassTest) -> SeenSpot | None:
        """Return the place on the thread that is meant, or None after a complaint."""
        thread = next((t for t in self.hand.look().threads if t.id == act.thread), None)
        if thread is None:
            self._complain(f"there is no '{act.thread}' on this skin")
            return None
        places = {"middle": thread.middle, "tip": thread.tip}
        return places.get(act.at) or needling.arm_of(thread)

    def glass_test(self, act: a.GlassTest) -> None:
        """Press, let go, watch."""
        spot = self._spot(act)
        if spot is None:
            return
        press = c.PressGlass(round(spot.x_mm * 1000), round(spot.y_mm * 1000))
        if self.hand.do(press, then_wait_s=GLASS_S) is None:
            self.hand.do(c.LiftGlass(), then_wait_s=act.watch_s)

    def inject(self, act: a.Inject) -> None:
        """One puncture: in, push, out, swab, tape."""
        hand, spot = self.hand, self._spot(act)
        if spot is None:
            return
        length_mm = needling.approach(hand, spot, act.angle_rad, act.bevel)
        if act.depth_mm is not None:
            depth_um = round(act.depth_mm / needling.sine(act.angle_rad) * 1000)
            why = hand.do(c.InsertNeedle(min(depth_um, DEEPEST_UM)), then_wait_s=0.5)
            if why is not None or depth_um == 0:
                return
        elif needling.enter(hand, length_mm) <= 0.0:
            if hand.look().puncture < 0 and not hand.look().is_touching:
                return  # the needle did not go in, and its refusal says why
            self._complain(f"no blood showed in {act.thread}; nothing was injected there")
            needling.dress(hand, spot, act.swab_after_s, act.then)
            return
        if act.volume_ul > 0.0:
            signs = len(hand.look().signs)
            given_ul = needling.push_evenly(hand, act.volume_ul, act.over_s, self._barrel_ul)
            self._judge_push(act, given_ul, signs)
        needling.dress(hand, spot, act.swab_after_s, act.then)

    def let_out(self, _act: a.LetOutBlood) -> None:
        """Let out every cord that was felt today."""
        cords = self.hand.look().cords
        if not cords:
            self._complain("no trapped blood was found today; review the leg first")
        for x_mm, y_mm in cords:
            self.hand.do(c.LetOutBlood(round(1000 * x_mm), round(1000 * y_mm)), then_wait_s=20.0)

    def _judge_push(self, act: a.Inject, given_ul: float, signs: int) -> None:
        """Say why less went in than was written."""
        look = self.hand.look()
        if len(look.signs) > signs:
            sign = look.signs[-1][0].replace("_", " ")
            why = f"a warning sign ({sign}) stopped the push"
        elif given_ul >= 0.95 * act.volume_ul:
            return
        else:
            why = "the syringe is empty" if look.left_ul <= 0.0 else "no more would go in"
        wanted = f"{act.volume_ul / 1000:.2f}"
        self._complain(f"{act.thread}: {why} at {given_ul / 1000:.2f} of {wanted} ml")


DEEPEST_UM: Final = 12_000


def _give(command: Callable[[Any], c.Command], wait_s: float = SMALL_ACT_S) -> Any:
    """Return how an act is done that is one command and a moment's wait."""
    return lambda follower, act: follower.hand.do(command(act), then_wait_s=wait_s)


def _each(command: Callable[[Any, str], c.Command]) -> Any:
    """Return how an act is done that is one command for each of its items."""
    return lambda follower, act: follower.items(act, lambda item: command(act, item))


ACTING: Final[dict[type[a.Act], Callable[[Follower, Any], Any]]] = {
    a.Ask: _each(lambda _act, item: c.AskHistory(item)),
    a.Examine: _each(lambda _act, item: c.Examine(item)),
    a.Classify: _give(lambda act: c.Classify(act.ceap)),
    a.GlassTest: Follower.glass_test,
    a.Decide: _give(lambda act: c.DecideSuitability(act.decision)),
    a.Explain: _each(lambda _act, item: c.Explain(item)),
    a.TeachBack: _each(lambda _act, item: c.TeachBack(item)),
    a.Consent: _give(lambda _act: c.TakeConsent()),
    a.Photograph: _give(lambda _act: c.TakePhotograph()),
    a.MeasureStocking: _give(lambda _act: c.MeasureStocking()),
    a.Decline: _give(lambda act: c.DeclineTreatment(act.reason)),
    a.ReferOn: _give(lambda act: c.ReferOn(act.to)),
    a.WriteNotes: _give(lambda _act: c.WriteNotes()),
    a.Pass: _give(lambda act: c.PassDays(round(act.days))),
    a.Posture: _give(lambda act: c.SetPosture(act.posture)),
    a.Wait: lambda follower, act: follower.hand.wait(act.for_s),
    a.Scan: Follower.scan,
    a.SqueezeAndRelease: Follower.squeeze,
    a.BearDown: Follower.bear_down,
    a.MoveFoot: Follower.move_foot,
    a.Press: Follower.press,
    a.Aid: _give(lambda act: c.SetAid(act.level)),
    a.Mark: Follower.mark,
    a.LiftProbe: _give(lambda _act: c.LiftProbe()),
    a.Refer: Follower.refer,
    a.CheckKit: _give(lambda _act: c.CheckKit()),
    a.MarkSkin: _give(lambda _act: c.MarkSkin()),
    a.WipeSkin: _give(lambda _act: c.WipeSkin()),
    a.FillSyringe: Follower.fill,
    a.LabelSyringe: _give(lambda _act: c.LabelSyringe()),
    a.CheckDose: _give(lambda _act: c.CheckDose()),
    a.Stay: _give(lambda act: c.Stay(round(act.for_s / 60))),
    a.Reassure: _give(lambda _act: c.Reassure(), SAY_S),
    a.TakeNeedle: _give(lambda act: c.TakeNeedle(int(act.gauge), round(act.bend_rad * 1000))),
    a.StretchSkin: _give(lambda act: c.StretchSkin(int(act.on))),
    a.Inject: Follower.inject,
    a.Respond: _give(lambda act: c.Respond(act.action)),
    a.Stocking: _give(lambda act: c.FitStocking(round(act.pressure_pa / PA_PER_MMHG), act.length)),
    a.Walk: _give(lambda act: c.Walk(round(act.for_s / 60))),
    a.Advise: _each(lambda act, item: c.Advise(item, round(act.days))),
    a.FollowUp: _give(lambda act: c.PlanFollowUp(round(act.days / 7))),
    a.Telephone: _give(lambda _act: c.Telephone()),
    a.OpenDiary: _give(lambda _act: c.OpenDiary()),
    a.Review: _give(lambda _act: c.ReviewLeg()),
    a.LetOutBlood: Follower.let_out,
    a.Finish: lambda follower, _act: follower.hand.do(c.FinishAttempt()),
}


def follow(script: Script, hand: Hand) -> list[Complaint]:
    """Act out `script` to the end of the attempt; return what could not be done, with places."""
    follower = Follower(script, hand)
    follower.follow()
    return follower.complaints
