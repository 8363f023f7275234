"""Every coefficient of healing in one place, with what is known of it.

Idea: what weeks make of a day's work is a chain of small formulas whose signs are known and whose
sizes mostly are not. All sizes stand here, each with a status: *firm* (label, trial, plain
physics), *typical* (series, textbook) or *guess* (ours, fitted); `docs/healing.md` prints this
table. Healing, blemishes, trapped blood, weeks and the diary take a `Healing` as an argument, so
a fit can ask the same legs again with other numbers and simulate nothing anew
(`benchmarks/fit_practice.py`).
"""

from dataclasses import dataclass, field, fields
from typing import Any, Final

FIRM, TYPICAL, GUESS = "firm", "typical", "guess"


def _c(value: Any, status: str, what: str, source: str = "ours") -> Any:
    return field(default=value, metadata={"status": status, "what": what, "source": source})


@dataclass(frozen=True)
class Healing:
    """The coefficients of the outcome model; `table` says what each is and how sure it is."""

    # --- closing -------------------------------------------------------------------------
    touched_s: float = _c(0.5, GUESS, "contact from which a piece counts as treated, s")
    swab_full_s: float = _c(5.0, GUESS, "a swab this soon keeps the walls together, s")
    swab_late_s: float = _c(30.0, GUESS, "from here on blood is back between them, s")
    swab_worth: float = _c(0.30, GUESS, "share of compression lost to a late or missing swab")
    close_bare: float = _c(0.92, GUESS, "share of killed wall that closes with no compression",
                           "fitted: clearance, pleasure and stain without a stocking")  # fmt: skip
    close_worth: float = _c(0.08, GUESS, "what whole compression adds to it",
                            "best length of four in one trial (S40)")  # fmt: skip
    talent: float = _c(0.55, GUESS, "of the patient's tissue, on the log-odds of closing")
    protocol_days: int = _c(21, TYPICAL, "days and nights that count as whole compression",
                            "S0; best of four lengths (S40)")  # fmt: skip
    useless_mmhg: float = _c(10.0, TYPICAL, "a stocking this weak closes nothing", "S59")
    whole_mmhg: float = _c(18.0, TYPICAL, "from here on it closes as well as any", "S41, S59")
    # --- reopening -----------------------------------------------------------------------
    reopen: float = _c(0.75, GUESS, "of Beta(2, 2.6): share reopened in 12 weeks by all reflux")
    reopen_mean_days: float = _c(42.0, GUESS, "how fast closed veins open again under reflux")
    regrow: float = _c(0.05, GUESS, "length that reflux opens besides, of all")
    thrombus_weak: float = _c(0.5, GUESS, "how much sooner clot opens than scar, in dice")
    source_reopens: float = _c(0.06, GUESS, "closed sources that let blood through again")
    # --- stain ---------------------------------------------------------------------------
    stain: float = _c(0.11, GUESS, "rate of a stain on one thread, all done well",
                      "10-30 % of courses (S26c, S33)")  # fmt: skip
    stain_bare: float = _c(1.15, GUESS, "for going without compression", "sign firm (S26c, S39)")
    stain_strong: float = _c(0.9, GUESS, "for each optimum of strength beyond `strong`",
                             "sign firm (S33)")  # fmt: skip
    stain_mmhg: float = _c(0.02, GUESS, "for each mmHg beyond `pressed_mmhg`")
    stain_reflux: float = _c(0.6, GUESS, "for reflux left open")
    stain_coagulum: float = _c(0.5, GUESS, "for vein that was touched and not killed",
                               "sign firm (S57, S62)")  # fmt: skip
    stain_trapped: float = _c(0.8, GUESS, "for trapped blood that was not let out",
                              "sign firm: one trial (S62)")  # fmt: skip
    stain_spread: float = _c(0.35, GUESS, "of the dice from thread to thread")
    stain_seen: float = _c(0.21, GUESS, "of all thread length; less is no stain to complain of")
    stain_steps_days: float = _c(18.0, GUESS, "haem leaves the clot, and becomes haemosiderin: "
                                 "mean stay in each", "a stain appears in weeks 6-12")  # fmt: skip
    stain_halves_days: float = _c(50.0, TYPICAL, "a stain halves in",
                                  "70 % gone at 6 months, 99 % at 12 (S33)")  # fmt: skip
    # --- trapped blood -------------------------------------------------------------------
    trapped: float = _c(0.35, GUESS, "chance that a wide under-dosed piece holds blood",
                        "rare either way, fewer with stockings (S39)")  # fmt: skip
    trapped_bare: float = _c(1.5, GUESS, "times more of it with no compression", "sign firm (S39)")
    trapped_none_mm: float = _c(0.3, GUESS, "a vein as thin as this holds none",
                                "common in veins over 1 mm")  # fmt: skip
    trapped_all_mm: float = _c(0.6, GUESS, "from this width on the chance is whole")
    trapped_days: tuple[int, int] = _c((5, 60), TYPICAL, "since the session, to be felt and found",
                                       "a tender cord in weeks 1-6")  # fmt: skip
    let_out_whole_day: int = _c(28, TYPICAL, "up to this day letting out is worth most", "S62, S0")
    let_out_vain_day: int = _c(60, GUESS, "from this day on it is worth nothing")
    # --- matting -------------------------------------------------------------------------
    matting: float = _c(0.025, GUESS, "rate of matting, all done well", "5 and 24 % (S9, S35)")
    matting_reflux: float = _c(2.1, GUESS, "for reflux left open", "sign firm (S37)")
    matting_strong: float = _c(0.8, GUESS, "for each optimum of strength beyond `strong`")
    matting_mmhg: float = _c(0.02, GUESS, "for each mmHg beyond `pressed_mmhg`")
    matting_wide: float = _c(0.5, GUESS, "for each cm of blanch beyond `wide_cm`",
                             "sign firm (S26d)")  # fmt: skip
    matting_weight: float = _c(0.5, GUESS, "for being overweight", "sign firm (S35)")
    matting_hormones: float = _c(0.5, GUESS, "for hormones", "sign firm (S35)")
    matting_knee: float = _c(0.3, GUESS, "for the inner knee")
    matting_days: tuple[float, float] = _c((14.0, 42.0), FIRM, "matting begins, and is full",
                                           "onset in weeks 2-6 (S33)")  # fmt: skip
    matting_halves_days: float = _c(120.0, FIRM, "then it halves in", "gone in 3-12 months (S33)")
    matting_fed_days: float = _c(240.0, GUESS, "the same over more than half of all reflux")
    # --- ulcer ---------------------------------------------------------------------------
    ulcer: float = _c(1e-5, GUESS, "chance of an ulcer by one good push", "under 1 % (S50)")
    ulcer_mmhg: float = _c(0.05, GUESS, "for each mmHg beyond `pressed_mmhg`", "sign firm (S51)")
    ulcer_strong: float = _c(1.4, GUESS, "for each optimum of strength beyond `strong_skin`")
    ulcer_arteriole: float = _c(0.6, GUESS, "chance after `arteriole_ul` into an arteriole",
                                "entity firm (S51)")  # fmt: skip
    ulcer_taped: float = _c(3.0, GUESS, "times that if it is taped over")
    ulcer_eased: float = _c(0.5, GUESS, "times that if it was warmed, massaged, or had paste")
    arteriole_ul: float = _c(20.0, GUESS, "into an arteriole that kill skin, ul")
    bleb_ul: float = _c(475.0, GUESS, "beside the vein: 50 ul of what just kills skin: 1 in 10")
    ulcer_mm: tuple[float, float] = _c((2.0, 4.0), TYPICAL, "an ulcer is this wide", "S26b")
    ulcer_days: tuple[float, float] = _c((2.0, 14.0), TYPICAL, "it opens between these", "S26b")
    ulcer_heals_day: float = _c(56.0, TYPICAL, "after opening it is a small white scar", "S65k")
    # --- what counts as too much ---------------------------------------------------------
    pressed_mmhg: float = _c(40.0, GUESS, "from here on a push harms, mmHg")
    strong: float = _c(1.2, GUESS, "times the optimum: too strong, for stain and matting")
    strong_skin: float = _c(1.5, GUESS, "times the optimum: too strong, for skin")
    wide_cm: float = _c(2.0, TYPICAL, "of blanch: too wide", "1-2 cm (S26d)")
    # --- what can be seen ----------------------------------------------------------------
    thread_fades_day: float = _c(31.0, TYPICAL, "a closed thread of 0.3 mm is half gone",
                                 "3-6 weeks (S65b)")  # fmt: skip
    wide_fades_day: float = _c(56.0, TYPICAL, "one of 1 mm", "3-4 months (S65b)")
    fading_spread_days: float = _c(7.0, GUESS, "how long the fading takes")
    cord_days: tuple[float, float] = _c((2.0, 25.0), GUESS, "clot darkens; mean stay",
                                        "darker for 2-4 weeks (S65k)")  # fmt: skip
    # --- pleased -------------------------------------------------------------------------
    pleased_stain: float = _c(0.25, GUESS, "a stain takes off how pleased she is")
    pleased_matting: float = _c(0.30, GUESS, "matting does")
    pleased_ulcer: float = _c(0.60, GUESS, "an ulcer does")
    excellent: float = _c(0.76, GUESS, "from here on the course was excellent")
    very_pleased: float = _c(0.60, GUESS, "and from here very pleasing; below, unsuccessful")
    # --- adherence -----------------------------------------------------------------------
    keep_untold: float = _c(0.25, GUESS, "will to keep the stocking on, nothing having been said")
    keep_told: float = _c(0.55, GUESS, "advised for how many days")
    keep_explained: float = _c(0.20, GUESS, "more, the reason having been explained")
    keep_understood: float = _c(0.40, GUESS, "more, having said it back in her own words")
    keep_phoned: float = _c(0.35, GUESS, "more, from the day it is said again")
    keep_diligence: float = _c(0.30, GUESS, "more for somebody careful, less for the careless")
    keep_easy: float = _c(0.10, GUESS, "more if stockings never bother her")
    keep_hot: float = _c(-0.15, GUESS, "if they are hot")
    keep_unmeasured: float = _c(-0.10, GUESS, "if the leg was not measured")
    keep_mmhg: float = _c(-0.02, GUESS, "for each mmHg beyond `firm_mmhg`")
    firm_mmhg: float = _c(32.0, TYPICAL, "a stocking firmer than this is hard to bear", "S26b, S39")
    untold_days: int = _c(3, TYPICAL, "worn by somebody told nothing", "US label, 2-3 days (S23)")
    stop_below: float = _c(0.85, GUESS, "chance to stop early: this less her will")
    stop_days: tuple[int, int] = _c((5, 9), GUESS, "who stops early stops between these days")
    nights_below: float = _c(0.70, GUESS, "chance to take it off for the nights: this less her "
                             "will; certain if nobody spoke of nights")  # fmt: skip
    night_slip: float = _c(0.08, GUESS, "chance of a single night without, at no will, per night")
    slip_below: float = _c(1.15, GUESS, "from this will on no night is missed")
    day_lost_h: float = _c(3.0, GUESS, "hours by day lost at most, at no will")
    diary_forgotten: float = _c(0.04, GUESS, "days that are not written down")


HEALING: Final = Healing()


def table(how: Healing = HEALING) -> str:
    """Return the coefficients as a Markdown table, as printed in docs/healing.md."""
    rows = ["| coefficient | value | what | status | source |", "| --- | --- | --- | --- | --- |"]
    for one in fields(how):
        value = getattr(how, one.name)
        shown = " to ".join(f"{v:g}" for v in value) if isinstance(value, tuple) else f"{value:g}"
        known = one.metadata
        rows.append(
            f"| `{one.name}` | {shown} | {known['what']} | {known['status']} | {known['source']} |"
        )
    return "\n".join(rows)
