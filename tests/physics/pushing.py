"""A hand that pushes at a wanted flow, and the books of where everything went."""

from dataclasses import dataclass, field

from simulator.base.units import PA_PER_MMHG
from simulator.physics import drugs, needle
from simulator.physics.circulation import Circulation, Lumen, Source
from tests.physics.webs import patient_of

DT_S = 1.0 / 30.0


@dataclass
class Injection:
    """What a push did, step by step."""

    circulation: Circulation
    lumen: Lumen
    blanch_mm: list[float] = field(default_factory=list)
    tip_mmhg: list[float] = field(default_factory=list)
    burst_edges: list[int] = field(default_factory=list)
    injected_ul: float = 0.0
    injected_ug: float = 0.0
    tissue_ul: float = 0.0
    tissue_ug: float = 0.0

    def missing(self) -> tuple[float, float]:
        """Relative (volume, drug) that left the syringe and is nowhere."""
        volume = self.circulation.network.cell_ul[:, None]
        ul = self.lumen.drained_ul + self.tissue_ul
        ul += float((self.lumen.injectate_frac * volume).sum())
        ug = self.lumen.drained_ug + self.lumen.neutralised_ug + self.tissue_ug
        ug += float((self.lumen.active_ug_per_ul * volume).sum())
        return (
            abs(self.injected_ul - ul) / max(self.injected_ul, 1e-9),
            abs(self.injected_ug - ug) / max(self.injected_ug, 1e-9),
        )

    def book(self, pushed) -> None:
        self.injected_ul += pushed.injected_ul
        self.injected_ug += pushed.injected_ug
        self.tissue_ul += pushed.to_tissue_ul
        self.tissue_ug += pushed.to_tissue_ug
        self.burst_edges += pushed.burst_edges


def inject(
    web,
    flow_ul_per_s,
    duration_s,
    *,
    edge,
    closed=("feeder",),
    drug="STS",
    strength_ppm=2000,
    lumen_frac=1.0,
    along_frac=0.5,
    vessels=None,
    holes=(),
) -> Injection:
    """Push at `flow_ul_per_s` by correcting the thumb every step, as a hand does."""
    circulation = Circulation(patient_of(web, vessels))
    done = Injection(circulation, circulation.fresh(closed))
    resistance = needle.resistance_pa_s_per_ul(30, drugs.DRUGS[drug].viscosity_pa_s)
    tip_pa = 10.0 * PA_PER_MMHG
    for _ in range(round(duration_s / DT_S)):
        source = Source(
            edge,
            along_frac,
            lumen_frac,
            flow_ul_per_s * resistance + tip_pa,
            resistance,
            drug,
            strength_ppm,
        )
        done.lumen, pushed = circulation.step(
            done.lumen, DT_S, closed=closed, source=source, holes=holes
        )
        tip_pa = pushed.tip_pa
        done.book(pushed)
        done.tip_mmhg.append(pushed.tip_pa / PA_PER_MMHG)
        done.blanch_mm.append(circulation.blanch_mm(done.lumen, edge, along_frac))
    return done


def wait(
    done: Injection, duration_s, *, closed=("feeder",), pressed=frozenset(), dt_s=0.5, holes=()
):
    """Let go of the plunger and wait."""
    for _ in range(round(duration_s / dt_s)):
        done.lumen, pushed = done.circulation.step(
            done.lumen, dt_s, closed=closed, pressed_edges=pressed, holes=holes
        )
        done.book(pushed)
    return done
