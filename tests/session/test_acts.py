"""Every command: one thing it does, and one time it is refused."""

from collections.abc import Sequence

import pytest

from simulator.session import commands as c
from simulator.session.corridor import refusal
from simulator.session.state import State
from tests.laws.random_play import first_state, played

STAND = c.SetPosture("standing")
LIE = c.SetPosture("lying")
PROBE = c.PlaceProbe(11_000, 671_000)
MARK = c.MarkVein("AASV", "refluxing")
FILL = c.FillSyringe("polidocanol", 5000, 2_000_000, 3000)
NEEDLE = c.TakeNeedle(30)
AIM = c.AimNeedle(20_000, 12_000, 0, 200)
ENTER = c.InsertNeedle(1500)


# A drop and no more: what follows asks only whether something went in.
TREATED = [FILL, NEEDLE, AIM, ENTER, c.PressPlunger(900), 30, c.InsertNeedle(0)]


def timed(commands: Sequence[c.Command | int]) -> list[tuple[c.Command, int]]:
    """Return `commands`, each with the ticks that are waited after it."""
    waits = (*commands, 0)[1:] if commands else ()
    return [
        (command, wait if isinstance(wait, int) else 0)
        for command, wait in zip(commands, waits, strict=True)
        if not isinstance(command, int)
    ]


def after(*commands: c.Command | int) -> State:
    """Return the state after `commands`, none of which may be refused."""
    attempt, _ = played(timed(commands))
    refused = [e for e in attempt.events if e["ev"] == "command_refused"]
    assert not refused, refused
    return attempt.state


def told(*commands: c.Command | int) -> list[str]:
    """Return the kinds of events that the last of `commands` caused."""
    before, _ = played(timed(commands[:-1]))
    whole, _ = played(timed(commands))
    return [event["ev"] for event in whole.events[len(before.events) :]]


DOES = [
    ([c.AskHistory("allergy")], "history_asked"),
    ([c.Examine("pulses")], "examined"),
    ([c.Classify("C1")], "leg_classified"),
    ([c.PressGlass(20_000, 12_000)], "glass_pressed"),
    ([c.DecideSuitability("suitable")], "suitability_decided"),
    ([c.Explain("staining")], "risk_explained"),
    ([c.Explain("staining"), c.TeachBack("staining")], "taught_back"),
    ([c.DecideSuitability("suitable"), c.TakeConsent()], "consent_taken"),
    ([c.TakePhotograph()], "photographed"),
    ([c.MeasureStocking()], "stocking_measured"),
    ([c.DecideSuitability("refer"), c.DeclineTreatment("facial_veins")], "treatment_declined"),
    ([c.ReferOn("laser_clinic")], "patient_referred_on"),
    ([c.WriteNotes()], "notes_written"),
    ([c.PassDays(14)], "days_passed"),
    ([STAND], "posture_changed"),
    ([PROBE], "probe_placed"),
    ([PROBE, c.LiftProbe()], "probe_lifted"),
    ([c.SqueezeCalf()], "calf_squeezed"),
    ([c.SqueezeCalf(), c.ReleaseCalf()], "calf_released"),
    ([c.Strain(1)], "strain_started"),
    ([c.Strain(1), c.Strain(0)], "strain_ended"),
    ([c.MoveFoot()], "foot_moved"),
    ([c.SetAid("ghost")], "aid_set"),
    ([PROBE, MARK], "vein_marked"),
    ([PROBE, MARK, c.ReferForTreatment(0, "foam")], "vein_referred"),
    ([PROBE, MARK, c.ReferForTreatment(0, "foam"), c.LiftProbe(), c.PassDays(1)], "vein_treated"),
    ([c.CheckKit()], "kit_checked"),
    ([c.MarkSkin()], "skin_marked"),
    ([c.WipeSkin()], "skin_wiped"),
    ([FILL], "syringe_filled"),
    ([FILL, c.LabelSyringe()], "syringe_labelled"),
    ([c.CheckDose()], "dose_checked"),
    ([c.Reassure()], "patient_reassured"),
    ([c.Stay(5)], "patient_observed"),
    ([NEEDLE, AIM, ENTER], "needle_entered"),
    ([FILL, NEEDLE, AIM, ENTER, c.PressPlunger(900)], "injection_started"),
    ([FILL, NEEDLE, AIM, ENTER, c.PressPlunger(900), c.PressPlunger(0)], "injection_ended"),
    ([NEEDLE, AIM, ENTER, c.InsertNeedle(0)], "needle_withdrawn"),
    ([c.PlaceSwab(20_000, 12_000)], "swab_placed"),
    ([c.PlaceSwab(20_000, 12_000), c.TapeSwab(0)], "swab_taped"),
    ([c.Respond("stop_and_press")], "warning_answered"),
    ([c.FitStocking(25, "thigh")], "stocking_fitted"),
    ([c.Walk(20)], "patient_walked"),
    ([c.Advise("stockings", 21)], "advice_given"),
    ([c.PlanFollowUp(6)], "follow_up_planned"),
    ([*TREATED, c.PassDays(9), c.Telephone()], "patient_telephoned"),
    ([*TREATED, c.PassDays(9), c.OpenDiary()], "diary_opened"),
    ([*TREATED, c.PassDays(22), c.ReviewLeg()], "leg_reviewed"),
    ([*TREATED, c.PassDays(22), c.LetOutBlood(20_000, 12_000)], "trapped_blood_let_out"),
    ([c.UseHelp("loupe_coach")], "help_used"),
    ([c.FinishAttempt()], "attempt_finished"),
]

REFUSED = [
    ([], c.AskHistory("shoe_size"), "no question"),
    ([], c.Examine("teeth"), "no examination"),
    ([], c.Classify("C9"), "no class"),
    ([], c.PressGlass(-1, 0), "between"),
    ([c.PressGlass(0, 0)], c.PressGlass(9000, 9000), "already"),
    ([NEEDLE, AIM, ENTER], c.PressGlass(0, 0), "needle"),
    ([], c.LiftGlass(), "no glass"),
    ([c.PressGlass(9000, 9000)], c.LiftGlass(), "colour"),
    ([], c.DecideSuitability("maybe"), "no decision"),
    ([], c.TeachBack("weather"), "no thing to say back"),
    ([], c.Explain("weather"), "no consent item"),
    ([], c.TakeConsent(), "suitable"),
    ([], c.DeclineTreatment("facial_veins"), "Decide first"),
    ([c.DecideSuitability("suitable")], c.DeclineTreatment("facial_veins"), "Decide first"),
    ([c.DecideSuitability("refer")], c.DeclineTreatment("no time"), "no reason"),
    (
        [c.DecideSuitability("defer"), c.DeclineTreatment("contraindication")],
        c.DeclineTreatment("contraindication"),
        "already declined",
    ),
    ([], c.ReferOn("the moon"), "no place"),
    ([c.ReferOn("gp")], c.ReferOn("gp"), "already written"),
    ([NEEDLE, AIM, ENTER], c.WriteNotes(), "needle"),
    ([PROBE], c.PassDays(14), "probe"),
    ([], c.PassDays(0), "between"),
    ([], c.SetPosture("sitting"), "already"),
    ([NEEDLE, AIM, ENTER], PROBE, "needle"),
    ([], c.LiftProbe(), "probe"),
    ([], c.SetScanner("sparkle", 1), "no control"),
    ([], c.SetScanner("prf_hz", 1), "between"),
    ([c.SqueezeCalf()], c.SqueezeCalf(), "already"),
    ([], c.ReleaseCalf(), "not squeezing"),
    ([c.SqueezeCalf()], c.Strain(1), "already"),
    ([c.Strain(1)], c.Strain(1), "already"),
    ([], c.Strain(0), "not bearing down"),
    ([], c.Strain(2), "0 or 1"),
    ([NEEDLE, AIM, ENTER], c.Strain(1), "needle"),
    ([c.Strain(1)], c.SqueezeCalf(), "breathe"),
    ([c.Strain(1)], STAND, "breathe"),
    ([c.Strain(1)], c.PassDays(14), "breathe"),
    ([c.MoveFoot()], c.MoveFoot(), "moving"),
    ([NEEDLE, AIM, ENTER], c.MoveFoot(), "needle"),
    ([], c.SetAid("none"), "already"),
    ([], c.SetAid("answer"), "no teaching aid"),
    ([], c.PlaceProbe(0, 600_000, rock_mrad=600), "rock_mrad"),
    ([], MARK, "probe"),
    ([], c.ReferForTreatment(0, "foam"), "Mark"),
    ([PROBE, MARK], c.ReferForTreatment(3, "foam"), "no finding"),
    ([NEEDLE, AIM, ENTER], c.MarkSkin(), "needle"),
    ([NEEDLE, AIM, ENTER], c.WipeSkin(), "needle"),
    ([], c.FillSyringe("ink", 5000, 2_000_000), "no drug"),
    ([], c.TakeNeedle(18), "no gauge"),
    ([NEEDLE, AIM, ENTER], c.StretchSkin(1), "needle"),
    ([], AIM, "needle"),
    ([NEEDLE], c.AimNeedle(90_000, 0, 0, 200), "x_um"),
    ([], ENTER, "needle"),
    ([NEEDLE, AIM], c.InsertNeedle(0), "already out"),
    ([NEEDLE, AIM, ENTER], c.PressPlunger(900), "empty"),
    ([FILL, NEEDLE, AIM], c.PressPlunger(900), "not in the skin"),
    ([FILL, NEEDLE, AIM, ENTER], c.PressPlunger(0), "not pressed"),
    ([NEEDLE, AIM, ENTER], c.PlaceSwab(1000, 1000), "needle"),
    ([], c.TapeSwab(0), "no such swab"),
    ([], c.Respond("sing"), "no response"),
    ([], c.Respond("adrenaline"), "kit"),
    ([NEEDLE, AIM, ENTER], c.Respond("lie_flat"), "needle"),
    ([], c.Stay(0), "between"),
    ([NEEDLE, AIM, ENTER], c.Stay(5), "needle"),
    ([], c.LabelSyringe(), "empty"),
    ([FILL, c.LabelSyringe()], c.LabelSyringe(), "already"),
    ([FILL, NEEDLE, AIM, ENTER], c.LabelSyringe(), "needle"),
    ([], c.FitStocking(25, "hat"), "no length"),
    ([], c.Walk(0), "between"),
    ([], c.Advise("prayer"), "no advice"),
    ([], c.PlanFollowUp(0), "between"),
    ([], c.Telephone(), "Nothing has been injected"),
    (TREATED, c.Telephone(), "treated today"),
    ([], c.OpenDiary(), "Nothing has been injected"),
    ([], c.ReviewLeg(), "Nothing has been injected"),
    ([*TREATED, c.PassDays(1)], c.LetOutBlood(90_000, 0), "x_um"),
    ([NEEDLE, AIM, ENTER], c.FinishAttempt(), "needle"),
    ([c.FinishAttempt()], c.CheckKit(), "finished"),
]


@pytest.mark.parametrize(("commands", "kind"), DOES, ids=lambda v: v if isinstance(v, str) else "")
def test_the_command_does_what_it_says(commands: Sequence[c.Command | int], kind: str) -> None:
    assert kind in told(*commands)


@pytest.mark.parametrize(("commands", "refused", "word"), REFUSED, ids=repr)
def test_the_command_is_refused_in_a_sentence(
    commands: Sequence[c.Command | int], refused: c.Command, word: str
) -> None:
    why = refusal(after(*commands), refused)
    assert why is not None
    assert word in why
    assert why.endswith(".")


def test_every_command_is_tried_here() -> None:
    tried = {type(commands[-1]) for commands, _ in DOES} | {type(k) for _, k, _ in REFUSED}
    assert tried == set(c.COMMANDS.values())


def test_the_leg_forgets_the_day_but_the_wall_does_not() -> None:
    pushed = after(FILL, NEEDLE, AIM, ENTER)
    later = after(FILL, NEEDLE, AIM, ENTER, c.InsertNeedle(0), c.PassDays(7))
    assert later.day == pushed.day + 7
    assert later.posture == "sitting"
    assert later.treatment.needle.gauge == 0
    assert len(later.treatment.punctures) == 1
    assert first_state().day == 0
