"""Scripted trainees."""
