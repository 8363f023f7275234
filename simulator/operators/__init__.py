"""Scripted trainees: they act only through commands and see only observations."""
