"""Our own controls: drawn, focusable, scalable; they return intents and own no window."""
