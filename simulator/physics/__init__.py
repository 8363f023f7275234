"""How the body moves: blood and sclerosant in the web, needle, tissue, calf pump, beam."""
