"""The commands of `main.py`; each imports what it needs when it runs."""
