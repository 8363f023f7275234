"""What the scanner shows: B-mode, colour, spectrum. A measurement, never part of the state."""
