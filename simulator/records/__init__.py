"""What is kept of an attempt for others to read: JUnit XML and a report in one HTML file."""
