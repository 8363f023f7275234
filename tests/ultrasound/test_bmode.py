"""Echo, shadow and enhancement follow from the tissue, not from paint."""

from dataclasses import replace

import numpy as np
import pytest

from simulator.anatomy.layers import Interfaces, Layers, Waves
from simulator.physics.moment import ProbePose
from simulator.ultrasound import tissue
from simulator.ultrasound.bmode import Painter
from simulator.ultrasound.lumens import cut_tubes, lay_tubes
from simulator.ultrasound.plane import plane_at
from simulator.ultrasound.speckle import grow_speckle, shape_beam
from simulator.ultrasound.textures import Texture
from tests.physics.thigh import patient, straight

NO_TEXTURE = Texture(np.zeros((80 * 128, 160), np.float32), (0.16, 0.5, 0.36))
STILL_WATER = Waves(*np.zeros((4, 4096)))
TUBE = patient(straight("tube", "femoral_artery", 0.0, 12.0, 2.5, is_artery=True))
ROW_MM = 40.0 / 512


class Fat(Layers):
    """Nothing but fat, with bone below `bone_mm`."""

    bone_mm = 90.0

    def under(self, u_mm, s_mm):
        flat = np.zeros_like(u_mm)
        return Interfaces(flat, flat + 85, flat + 86, flat + 87, flat + self.bone_mm)


class FatOnBone(Fat):
    """The same over bone at 12 mm."""

    bone_mm = 12.0


@pytest.fixture(scope="module")
def painter() -> Painter:
    z = plane_at(ProbePose(0.0, 0.0), 40.0).z_mm
    return Painter(
        layers=Fat(STILL_WATER, (), 400.0),
        fat=NO_TEXTURE,
        muscle=NO_TEXTURE,
        speckle=grow_speckle(7, 9.0),
        beam=shape_beam(z, 9.0, 16.0),
        frequency_mhz=9.0,
        has_textures=False,
        has_sheets=False,
    )


def mean_picture(painter, with_tube, count=10):
    total = 0.0
    tubes = lay_tubes(TUBE, 7) if with_tube else ()
    for k in range(count):
        plane = plane_at(ProbePose(0.0, 530.0 + 4.4 * k, pressure_pa=3600.0), 40.0)
        sections = cut_tubes(tubes, TUBE.leg, plane, "standing", 0.0)
        total = total + painter.paint(plane, sections).intensity / count
    return total


def db(intensity):
    return 10 * np.log10(intensity.mean())


def rows(top_mm, bottom_mm):
    return slice(int(top_mm / ROW_MM), int(bottom_mm / ROW_MM))


def test_fat_fades_with_depth_as_its_attenuation_says(painter):
    level = 10 * np.log10(mean_picture(painter, False).mean(1))
    z = (np.arange(512) + 0.5) * ROW_MM
    slope = np.polyfit(z[60:-20], level[60:-20], 1)[0]
    alpha = tissue.ATTENUATION_DB_PER_CM_MHZ[tissue.FAT]
    wanted = (tissue.TGC_DB_PER_CM_MHZ - alpha) * 2 * 9.0 * 0.1
    assert slope == pytest.approx(wanted, abs=0.03)


def test_tissue_behind_a_vein_is_brighter_by_what_blood_spares(painter):
    seen = mean_picture(painter, True)
    behind, beside = seen[rows(18, 24), 92:100], seen[rows(18, 24), 20:60]
    alpha = tissue.ATTENUATION_DB_PER_CM_MHZ
    wanted = (alpha[tissue.FAT] - alpha[tissue.BLOOD]) * 2 * 9.0 * 0.5 * 0.9
    assert db(behind) - db(beside) == pytest.approx(wanted, abs=1.2)


def test_a_lumen_is_darker_than_fat_but_not_black(painter):
    seen = mean_picture(painter, True)
    contrast = db(seen[rows(10.6, 12.0), 90:102]) - db(seen[rows(10.6, 12.0), 20:60])
    assert -16.0 < contrast < -7.0


def test_bone_casts_a_shadow(painter):
    before = db(mean_picture(painter, False, 2)[rows(20, 30)])
    on_bone = replace(painter, layers=FatOnBone(STILL_WATER, (), 400.0))
    after = db(mean_picture(on_bone, False, 2)[rows(20, 30)])
    assert after < before - 25.0
