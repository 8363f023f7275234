"""Print what a full squeeze, standing, does in the vessels of many grown legs.

Speeds are peaks on the centre line in cm/s, times in seconds: the 5th, 50th and 95th percentile
over patients of all sources, beside the wanted range and the share inside it. Wanted: SVS/AVF
2011 and Labropoulos 2003 for times, Jager 1985 for arteries, else drawing values of the design.
Run: python benchmarks/measure_reflux.py [PATIENTS]
"""

import sys
from collections import defaultdict
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))

from simulator.anatomy.grow import grow
from simulator.anatomy.patient import Patient, Vessel
from simulator.anatomy.spec import PatientSpec, SourceSpec
from simulator.base.seeds import Seeds
from simulator.base.units import seconds, ticks
from simulator.physics.calf_pump import reversal, velocity_mm_per_s
from simulator.physics.moment import Moment, Squeeze

FULL = Squeeze(120, 240)
MOMENT = Moment("standing", (FULL,))
TRUNKS = ("GSV", "SSV", "AASV")
# (lowest, highest) by vessel and sign; None is free.
WANTED: dict[tuple[str, str], tuple[float | None, float | None]] = {
    ("GSV", "augmentation"): (25, 60),
    ("reticular", "augmentation"): (3, 10),
    ("femoral_vein", "augmentation"): (40, 80),
    ("popliteal_vein", "augmentation"): (40, 80),
    ("femoral_vein", "augmentation lasts"): (0.4, 0.8),
    ("popliteal_vein", "augmentation lasts"): (0.4, 0.8),
    ("GSV", "rest"): (0, 5),
    ("GSV leaking", "reversal"): (10, 40),
    ("GSV leaking", "reversal lasts"): (1, 5),
    ("GSV", "reversal lasts"): (None, 0.5),
    ("SSV", "reversal lasts"): (None, 0.5),
    ("AASV", "reversal lasts"): (None, 0.5),
    ("femoral_vein", "reversal lasts"): (None, 1.0),
    ("popliteal_vein", "reversal lasts"): (None, 1.0),
    ("perforator", "reversal lasts"): (None, 0.35),
    ("reticular leaking", "reversal"): (2, 8),
    ("reticular leaking", "reversal lasts"): (0.7, 3),
    ("perforator leaking", "reversal"): (5, 20),
    ("perforator leaking", "reversal lasts"): (0.35, 1.5),
    ("femoral_artery", "peak"): (70, 115),
    ("popliteal_artery", "peak"): (55, 85),
    ("posterior_tibial_artery", "peak"): (30, 60),
}


def patients(count: int) -> list[Patient]:
    """Return legs with every kind of source in turn."""
    out = []
    for seed in range(1, count + 1):
        kind = (*TRUNKS, "perforator")[seed % 4]
        reflux_s = (1.2, 1.8, 2.6, 4.0)[seed // 4 % 4] if kind in TRUNKS else 0.9
        sources = (
            SourceSpec("source", kind, reflux_s, 4.2 if kind in TRUNKS else 2.6, "feeder"),
            SourceSpec("feeder", "reticular", 0.9, 1.6, "patch"),
        )
        out.append(grow(PatientSpec(sources=sources), Seeds(seed)))
    return out


def signs(vessel: Vessel) -> dict[str, float]:
    """Return what a scanner would read of this vessel."""
    if vessel.is_artery:
        return {"peak": max(velocity_mm_per_s(vessel, MOMENT, t) for t in range(0, 108)) / 10}
    held = np.array([velocity_mm_per_s(vessel, MOMENT, t) for t in range(120, 240)]) / 10
    after = np.array([velocity_mm_per_s(vessel, MOMENT, t) for t in range(240, 960, 2)]) / 10
    start, end = reversal(vessel, MOMENT, FULL)
    return {
        "rest": max(velocity_mm_per_s(vessel, Moment("standing"), t) for t in range(504)) / 10,
        "augmentation": float(held.max()),
        "augmentation lasts": float((held > 0.2 * held.max()).sum()) / ticks(1.0),
        "reversal": max(0.0, -float(after.min())),
        "reversal lasts": seconds(end - start),
    }


def main() -> None:
    """Print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 120
    found = defaultdict(list)
    for patient in patients(count):
        for vessel in patient.vessels:
            leaks = " leaking" if vessel.reflux_s > 0.0 else ""
            name = vessel.id if vessel.is_artery else vessel.kind
            for sign, value in signs(vessel).items():
                found[name + leaks, sign].append(value)
    print(f"{'vessel':26}{'sign':20}{'wanted':>12}  {'p5':>6}{'p50':>7}{'p95':>7}  inside")
    for (name, sign), values in sorted(found.items()):
        low, high = WANTED.get((name, sign), (None, None))
        wanted = "" if low is high is None else f"{low if low is not None else '<'} - {high}"
        inside = [(low is None or v >= low) and (high is None or v <= high) for v in values]
        share = f"{np.mean(inside):6.0%}" if wanted else ""
        p5, p50, p95 = np.percentile(values, (5, 50, 95))
        print(f"{name:26}{sign:20}{wanted:>12}  {p5:6.2f}{p50:7.2f}{p95:7.2f}  {share}")


if __name__ == "__main__":
    main()
