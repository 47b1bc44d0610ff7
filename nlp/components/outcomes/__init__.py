"""What was decided, by whom before, what was remarked, and where the case goes."""
