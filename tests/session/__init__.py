"""One attempt: its record, its replay, its resumption."""
