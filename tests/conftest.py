"""Every test runs without a screen unless it starts one of its own."""

import os

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")

from hypothesis import settings

settings.register_profile("quick", deadline=None, max_examples=25, derandomize=True)
settings.load_profile("quick")

collect_ignore_glob = ["*.scenario.yaml"]  # material of tests, some of it wrong on purpose
