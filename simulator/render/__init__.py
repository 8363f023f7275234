"""How it looks: pixels on an off-screen canvas; surfaces only, never a window."""
