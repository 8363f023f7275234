"""What works but is probably not meant, and what can never be fair."""
