"""Further labels, found only where they are asked for."""
