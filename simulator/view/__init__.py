"""What to show: snapshots and the state of the screens become plain, frozen views."""
