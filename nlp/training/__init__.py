"""Annotated examples to models, and how good they are."""
