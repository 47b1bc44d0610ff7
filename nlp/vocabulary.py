"""The words of the output contract, each set written once: labels of entities, codes of decisions, labels of items, kinds of sections, sides of a vote."""

from __future__ import annotations

# Labels of entities that are always found, and those found on request.
STANDARD_LABELS = ("PERSON", "PARTY", "COMMITTEE", "CASE_NUMBER", "OUTCOME")
FURTHER_LABELS = ("AMOUNT", "DATE", "LAW", "MUNICIPALITY", "REGION")

# What was done with an item.
OUTCOME_CODES = ("approved", "recommended", "noted", "discussed", "postponed", "rejected", "referred", "elected", "withdrawn", "none")

# What an item is for, before this body.
DECISION_TYPES = ("approval", "recommendation", "orientation", "discussion", "election", "none")

# What an item is about.
TOPICS = (
    "formalities",
    "governance",
    "economy",
    "administration",
    "planning",
    "property_housing",
    "roads_transport",
    "environment",
    "energy_supply",
    "employment",
    "integration",
    "daycare",
    "schools",
    "social",
    "elderly",
    "health",
    "culture_leisure",
    "business",
    "emergency",
)

SECTION_KINDS = (
    "proposal",
    "decision",
    "case",
    "summary",
    "background",
    "economy",
    "hearing",
    "history",
    "attachments",
    "competence",
    "absence",
    "other",
)

VOTE_SIDES = ("for", "against", "abstain")

# How a member stood to an item.
PRESENCE = ("absent", "substitute", "arrived", "left", "disqualified")
