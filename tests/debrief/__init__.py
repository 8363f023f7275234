"""What is said about an attempt."""
