"""The commands of `referat` that need more than a few lines: each file adds its parser and runs it."""
