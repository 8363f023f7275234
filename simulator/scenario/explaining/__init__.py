"""A scenario filled in, its rules as sentences, and the schemas that editors read."""
