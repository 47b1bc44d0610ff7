"""One reader for each file format: bytes to text."""
