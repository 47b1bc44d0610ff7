"""Many documents: where they come from, who works on them, where results go."""
