"""The screens, one file each: they show a state, ask the desk, and decide nothing."""
