"""Attempts told as their events, what authors expect of them, and one mistake at a time."""
