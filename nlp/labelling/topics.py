"""What speaks for a topic whatever was learned: the words of `rules/topics.toml`, and the groups of the KLE filing scheme."""

from __future__ import annotations

from nlp.rules import from_rules, rule_file

# The shortest entry that may stand anywhere inside a word: entries are found by their first letters.
_FIRST = 3


@from_rules
def topics_of(word: str) -> tuple[str, ...]:
    """Give the topics that a lower-case word speaks for, by the lexicon.

    Example:
        >>> topics_of("folkeskolereformen")
        ('schools',)
    """
    whole, begins, ends, inside = _entries()
    hits = set(whole.get(word, ()))
    for at in range(len(word) - _FIRST + 1):
        for entry, topic in inside.get(word[at : at + _FIRST], ()):
            if word.startswith(entry, at):
                hits.add(topic)
    hits.update(topic for entry, topic in begins.get(word[:2], ()) if word.startswith(entry))
    hits.update(topic for entry, topic in ends.get(word[-2:], ()) if word.endswith(entry))
    return tuple(sorted(hits))


def topic_of_group(kle: str) -> str | None:
    """Give the topic under which cases of a KLE group fall: of `15.40` its own, else that of main group `15`.

    Example:
        >>> topic_of_group("15.40"), topic_of_group("15.20"), topic_of_group("99.00")
        ('integration', 'employment', None)
    """
    groups: dict[str, str] = rule_file("topics")["kle"]
    return groups.get(kle, groups.get(kle[:2]))


_Index = dict[str, list[tuple[str, str]]]


@from_rules
def _entries() -> tuple[dict[str, list[str]], _Index, _Index, _Index]:
    """Give the lexicon by how its entries match: whole words, beginnings, endings, and anything inside, by their first or last letters."""
    whole: dict[str, list[str]] = {}
    begins: _Index = {}
    ends: _Index = {}
    inside: _Index = {}
    for topic, entries in rule_file("topics")["topics"].items():
        for entry in entries:
            bare = entry.strip("^=$")
            if entry[0] == "=":
                whole.setdefault(bare, []).append(topic)
            elif entry[0] == "^":
                begins.setdefault(bare[:2], []).append((bare, topic))
            elif entry[-1] == "$":
                ends.setdefault(bare[-2:], []).append((bare, topic))
            else:
                inside.setdefault(bare[:_FIRST], []).append((bare, topic))
    return whole, begins, ends, inside
