"""The words and patterns of the tagger: one TOML file for each step.

A folder of one's own adds to them: files of the same names (`headings.toml`, `layouts/my_town.toml`, ...) whose lists are read before ours.
"""

from nlp.rules.load import Rules, current, from_rules, load_rules, rule_file, words

__all__ = ["Rules", "current", "from_rules", "load_rules", "rule_file", "words"]
