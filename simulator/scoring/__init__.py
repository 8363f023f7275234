"""How well it went: from recorded events to a harm ledger and a skill ledger."""
