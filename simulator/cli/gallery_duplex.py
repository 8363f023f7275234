"""`gallery duplex`: what the scanner shows in the situations a trainee must know, to look at.

One sheet a situation, painted by the duplex panel itself from a grown patient whose great
saphenous vein, calf perforator and reticular feeder run back. A shot says where on a vessel
the probe is held, not where on the leg, so that any seed will do.
"""

import argparse
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import numpy as np

from simulator.anatomy.grow import grow
from simulator.anatomy.patient import Patient, Vessel
from simulator.anatomy.spec import ClotSpec, PatientSpec, SourceSpec
from simulator.base.seeds import Seeds
from simulator.base.units import TICKS_PER_SECOND, ticks
from simulator.cli.gallery import Picture, seeds_of, sheet
from simulator.physics.moment import Moment, ProbePose, Squeeze
from simulator.physics.pressing import image_depth_mm
from simulator.physics.scanner import Scanner

SIZE: Final = (760, 640)
ACROSS: Final = ProbePose(0.0, 0.0, pressure_pa=900.0)
SQUEEZED: Final = Moment("standing", (Squeeze(240, 420),))
REST: Final = Moment("standing")
SQUEEZE_TICK, RELEASE_TICK = 240 + ticks(0.2), 420 + ticks(0.35)
FLASH_TICK: Final = 240 + ticks(0.09)
STRIP_END_TICK: Final = 5 * TICKS_PER_SECOND
FINE: Final = Scanner(frequency_khz=16_000, depth_um=20_000, focus_um=5000)
SOURCES: Final = (
    SourceSpec("gsv", "GSV", 2.6, 5.6, "feeder"),
    SourceSpec("calf_perforator", "perforator", 0.9, 3.6, "feeder"),
    SourceSpec("feeder", "reticular", 1.1, 1.8, "patch"),
)


@dataclass(frozen=True)
class Shot:
    """One hold of the probe over a vessel, and words for it.

    The probe is centred `along_frac` of the way up the vessel, `aside_mm` off it; yaw counts
    from across the vessel. The colour box and the gate are put on the vessel.
    """

    words: str
    vessel: str
    along_frac: float = 0.5
    aside_mm: float = 0.0
    pose: ProbePose = ACROSS
    settings: Scanner = field(default_factory=Scanner)
    moment: Moment = REST
    tick: int = 60
    is_clotted: bool = False

    def held(self, patient: Patient) -> tuple[ProbePose, Scanner]:
        """Return pose and settings on this patient."""
        vessel = patient.vessel(self.vessel)
        u, s, depth, heading = _place(vessel, self.along_frac)
        pose = replace(
            self.pose,
            u_mm=u + self.aside_mm,
            s_mm=s,
            yaw_rad=self.pose.yaw_rad + (heading if self.pose.yaw_rad else 0.0),
        )
        x = -self.aside_mm * float(np.cos(pose.yaw_rad))
        z = image_depth_mm(depth, pose.pressure_pa) + x * float(np.tan(pose.rock_rad))
        x_um, z_um = round(1000 * x), round(1000 * z)
        settings = replace(
            self.settings, box_x_um=x_um, box_z_um=z_um, gate_x_um=x_um, gate_z_um=z_um
        )
        return pose, settings


def _place(vessel: Vessel, along_frac: float) -> tuple[float, float, float, float]:
    """Return u, s, depth (mm) of a place on a vessel, and how its course turns off the leg's."""
    path = vessel.path_mm
    at = along_frac * (len(path) - 1)
    k = min(int(at), len(path) - 2)
    u, s, depth = (float(v) for v in path[k] + (at - k) * (path[k + 1] - path[k]))
    way = path[k + 1] - path[k]
    heading = float(np.arctan2(way[1], way[0])) - np.pi / 2
    return u, s, depth, heading if heading > -np.pi / 2 else heading + np.pi


def situations() -> dict[str, tuple[Shot, ...]]:
    """Return the shots of every sheet, by the sheet's name."""
    along = replace(ACROSS, yaw_rad=np.pi / 2)
    heel = replace(along, rock_rad=0.18, pressure_pa=700.0)
    colour = Scanner(is_colour=1, steer_mrad=340, prf_hz=1400)
    both = replace(colour, is_pulsed=1, prf_hz=2400)
    across = replace(ACROSS, tilt_rad=0.35)
    femoral = Scanner(7000, 50_000, 30_000)
    deep = Scanner(frequency_khz=7000, is_colour=1, is_pulsed=1, steer_mrad=340, focus_um=28_000)

    def on_gsv(words: str, **rest: object) -> Shot:
        return Shot(words, "gsv", along_frac=0.45, **rest)  # type: ignore[arg-type]

    return {
        "1_saphenous_eye": (
            on_gsv("great saphenous vein in its eye, mid-thigh"),
            on_gsv("the same along the vein", pose=along),
            on_gsv("the same, heel-toe", pose=heel),
            Shot("femoral vessels, 7 MHz", "femoral_vein", settings=femoral),
            Shot("a deep vein full of clot", "femoral_vein", settings=femoral, is_clotted=True),
            on_gsv("gain +14 dB: blood that stands still", pose=along,
                   settings=Scanner(gain_cdb=1400)),
        ),
        "2_compression": tuple(
            on_gsv(f"pressed with {pa / 133.3:.0f} mmHg", pose=replace(ACROSS, pressure_pa=pa))
            for pa in (500.0, 5000.0, 11_000.0)
        ),
        "3_colour_squeeze_release": (
            on_gsv("rest", pose=along, settings=colour),
            on_gsv("calf squeezed", pose=along, settings=colour, moment=SQUEEZED,
                   tick=SQUEEZE_TICK),
            on_gsv("released: reflux", pose=along, settings=colour, moment=SQUEEZED,
                   tick=RELEASE_TICK),
            on_gsv("released, heel-toe: 60 degrees", pose=heel, settings=colour, moment=SQUEEZED,
                   tick=RELEASE_TICK),
        ),
        "4_aliasing_and_flash": (
            on_gsv("PRF 500: aliasing", pose=along, settings=replace(colour, prf_hz=500),
                   moment=SQUEEZED, tick=RELEASE_TICK),
            on_gsv("PRF 500, baseline moved", pose=along, moment=SQUEEZED, tick=RELEASE_TICK,
                   settings=replace(colour, prf_hz=500, baseline_permille=800)),
            on_gsv("the flash of a squeeze", pose=along, settings=replace(colour, prf_hz=700),
                   moment=SQUEEZED, tick=FLASH_TICK),
            on_gsv("across, tilted: reflux", pose=across, moment=SQUEEZED, tick=RELEASE_TICK,
                   settings=replace(colour, steer_mrad=0, prf_hz=1000)),
        ),
        "5_reflux_and_sound_valve": (
            on_gsv("reflux of the great saphenous vein", pose=along, settings=both,
                   moment=SQUEEZED, tick=STRIP_END_TICK),
            Shot("a valve that closes: sound anterior accessory vein", "aasv", pose=along,
                 settings=both, moment=SQUEEZED, tick=STRIP_END_TICK),
        ),
        "6_calf_perforator": (
            Shot("posterior tibial perforator and the tibia", "posterior_tibial_perforator",
                 aside_mm=12.0),
            Shot("a refluxing perforator, outward flow", "calf_perforator", moment=SQUEEZED,
                 tick=RELEASE_TICK, settings=replace(colour, steer_mrad=0, prf_hz=1200,
                                                     box_height_um=20_000, box_width_um=14_000)),
        ),
        "7_reticular_feeder": (
            Shot("16 MHz through gel", "feeder", 0.3, pose=replace(ACROSS, pressure_pa=250.0),
                 settings=FINE),
            Shot("pressed: gone", "feeder", 0.3, pose=replace(ACROSS, pressure_pa=9000.0),
                 settings=FINE),
            Shot("along it, released: reflux", "feeder", 0.3, moment=SQUEEZED,
                 pose=replace(along, pressure_pa=250.0), tick=RELEASE_TICK,
                 settings=replace(FINE, is_colour=1, steer_mrad=340, prf_hz=400,
                                  box_height_um=5000)),
        ),
        "8_triphasic_artery": (
            Shot("femoral artery, PRF 6000", "femoral_artery", pose=along, tick=STRIP_END_TICK,
                 settings=replace(deep, prf_hz=6000)),
            Shot("the same, scale too low", "femoral_artery", pose=along, tick=STRIP_END_TICK,
                 settings=replace(deep, prf_hz=2000)),
        ),
    }  # fmt: skip


def run(options: argparse.Namespace) -> int:
    """Draw the sheets and say where they are."""
    import os

    os.environ["SDL_VIDEODRIVER"] = "dummy"
    import pygame

    from simulator.render import duplex
    from simulator.ultrasound.machine import Machine
    from simulator.ultrasound.strip import Strip
    from simulator.view.duplex import present

    seed = seeds_of(options.seeds)[0]
    folder = Path(options.out)
    folder.mkdir(parents=True, exist_ok=True)
    spec = PatientSpec(sources=SOURCES)
    patient = grow(spec, Seeds(seed))
    ill = replace(spec, clots=(ClotSpec("femoral_vein"),))
    sound, clotted = Machine(patient, seed), Machine(grow(ill, Seeds(seed)), seed)
    for name, shots in situations().items():
        pictures = []
        for shot in shots:
            machine = clotted if shot.is_clotted else sound
            pose, settings = shot.held(patient)
            strip = Strip(machine) if settings.is_pulsed else None
            if strip is not None:
                for tick in range(0, shot.tick, TICKS_PER_SECOND // 4):
                    strip.run(pose, settings, shot.moment, tick, shot.moment.posture)
            view = present(machine, strip, pose, settings, shot.moment, shot.tick)
            surface = pygame.Surface(SIZE, 0, 32)
            duplex.paint(surface, surface.get_rect(), view)
            pictures.append(Picture(surface, shot.words))
        pygame.image.save(sheet(pictures, min(len(pictures), 3)), folder / f"duplex_{name}.png")
    print(f"{len(situations())} sheets of the duplex screen of seed {seed}: {folder}")
    return 0
