"""Laws of the corridor, held over random play."""
