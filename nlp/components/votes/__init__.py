"""Who voted on which side."""
