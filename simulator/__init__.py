"""Filigrane: a procedure-training simulator for microsclerotherapy of leg thread veins."""

__version__ = "0.4.0"
