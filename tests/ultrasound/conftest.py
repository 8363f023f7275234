"""One scanner on the thigh drawn by hand, shared: growing its textures takes a second."""

import numpy as np
import pytest

from simulator.base.seeds import Seeds
from simulator.ultrasound.machine import Machine
from tests.physics.thigh import patient


@pytest.fixture(scope="session")
def machine() -> Machine:
    return Machine(patient(), seed=7)


def noise_bank() -> np.ndarray:
    """Return complex noise of unit power, for Doppler without a machine."""
    rng = Seeds(7).stream("test.bank")
    return rng.normal(0.0, 0.5**0.5, (1 << 18, 2)).astype(np.float32).view(np.complex64)[:, 0]
