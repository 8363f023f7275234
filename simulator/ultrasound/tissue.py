"""How bright and how opaque each tissue is to ultrasound.

Echo levels are display calibrations (0 dB is white at default gain). Attenuation follows
PMC10346919 and PMC10001275, on the low side because a scanner keeps its gain level. The
matching attenuation of blood and fat gives posterior enhancement its true size. Fresh clot is
darker than the tissue around it and never as dark as blood; its level is a guess.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

# what lies in a lumen comes last
GEL, SKIN, FAT, COMPARTMENT, MUSCLE, DEEP_MUSCLE, BONE, BLOOD, CLOT = range(9)

ECHO_DB: Final[NDArray[np.float32]] = np.array(
    [-70.0, -19.0, -41.5, -42.5, -42.0, -41.0, -45.0, -55.0, -43.0], np.float32
)
ATTENUATION_DB_PER_CM_MHZ: Final[NDArray[np.float32]] = np.array(
    [0.02, 1.2, 0.55, 0.5, 0.72, 0.72, 22.0, 0.18, 0.35], np.float32
)
FAT_TEXTURE_FRAC: Final = np.array([0, 0, 1, 0.6, 0, 0, 0, 0, 0], np.float32)
MUSCLE_TEXTURE_FRAC: Final = np.array([0, 0, 0, 0, 1, 1, 0, 0, 0], np.float32)
TGC_DB_PER_CM_MHZ: Final = 0.60  # the scanner's own depth gain
HAZE_DB, HAZE_DB_PER_MM = -49.5, -0.30  # multiple scatter keeps near lumens from being black
DB_TO_NEPER: Final = np.float32(np.log(10.0) / 20.0)
