"""What happens: the only corridor through which the state of a case changes."""
