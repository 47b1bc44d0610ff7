"""What only all documents together tell: bodies, meetings that stand in two documents, parties over time, members, cases."""
