"""The judge of an attempt against the written definitions."""
