"""Filigrane: a procedure-training simulator for microsclerotherapy of leg thread veins."""

__version__ = "0.5.0"
