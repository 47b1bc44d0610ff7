"""Who is named, and who was there."""
