"""The people of one document by name, and which spellings mean the same one."""

from __future__ import annotations

from dataclasses import dataclass

from nlp.text.normalize import fold


@dataclass(slots=True)
class Names:
    """The people a document has taught so far: folded name to the name they resolve to."""

    ids: dict[str, str]
    first: dict[str, list[str]]
    last: dict[str, list[str]]

    @classmethod
    def of(cls, people: list[str]) -> Names:
        names = cls({}, {}, {})
        for name in people:
            names.add(name)
        return names

    def add(self, name: str) -> str:
        parts = fold(name).split()
        key = " ".join(parts)
        if key in self.ids:
            return self.ids[key]
        self.ids[key] = name
        if len(parts) > 1:
            self.first.setdefault(parts[0], []).append(key)
            self.last.setdefault(parts[-1], []).append(key)
        return name

    def resolve(self, name: str) -> str | None:
        """Find the person that a spelling means: the same letters, a name left out, or a slip of the pen."""
        parts = fold(name).split()
        key = " ".join(parts)
        if key in self.ids:
            return self.ids[key]
        if len(parts) < 2:
            return None
        for known in self.first.get(parts[0], []):
            theirs = known.split()
            if theirs[-1] == parts[-1] and (len(theirs) != len(parts) or _initials(theirs, parts)):
                return self.ids[known]
            if near(key, known):
                return self.ids[known]
        for known in self.last.get(parts[-1], []):
            if near(key, known):
                return self.ids[known]
        if all(len(part) == 1 for part in parts[:-1]):
            # `S. Fjelde`: where one member fits.
            fitting = {known for known in self.last.get(parts[-1], []) if known[0] == parts[0]}
            return self.ids[fitting.pop()] if len(fitting) == 1 else None
        return None


def _initials(one: list[str], other: list[str]) -> bool:
    return all(a[0] == b[0] and (len(a) == 1 or len(b) == 1 or a == b) for a, b in zip(one[1:-1], other[1:-1], strict=True))


def near(one: str, other: str) -> bool:
    """Tell whether two folded names differ by one slip (two in long names): a letter more, less, other or swapped.

    Example:
        >>> near("derin akcay", "derin akcy"), near("lis bro", "per bro")
        (True, False)
    """
    allowed = 1 if max(len(one), len(other)) < 13 else 2
    if abs(len(one) - len(other)) > allowed:
        return False
    previous = list(range(len(other) + 1))
    for row, char in enumerate(one, start=1):
        current = [row]
        for column, theirs in enumerate(other, start=1):
            cost = min(previous[column] + 1, current[-1] + 1, previous[column - 1] + (char != theirs))
            current.append(cost)
        if min(current) > allowed:
            return False
        previous = current
    return previous[-1] <= allowed
