"""Text as rules see it: normalised, in lines and sentences, with dates and tokens."""
