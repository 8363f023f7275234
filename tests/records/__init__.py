"""What others read of an attempt."""
