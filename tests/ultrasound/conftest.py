"""One scanner on the thigh drawn by hand, shared: growing its textures takes a second."""

import pytest

from simulator.ultrasound.machine import Machine
from tests.physics.thigh import patient


@pytest.fixture(scope="session")
def machine() -> Machine:
    return Machine(patient(), seed=7)
