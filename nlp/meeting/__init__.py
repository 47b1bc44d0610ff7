"""Text to a meeting: header, attendance, agenda items and their sections."""
