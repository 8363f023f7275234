"""The window: loop, input map, screens, sound, the wall clock."""
