"""spaCy's Danish tokenizer, in linear time on any text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex, registry

TOKENIZER = "referat.tokenizer.v1"
# Where the text stays for the first component: spaCy puts it together from the tokens each time it is asked for.
TEXT_KEY = "referat.text"
# Characters without a space from which on something is no word, but a web address, a torn table or an attack. spaCy takes the signs at a word's edges off
# one by one and looks at all the rest each time: 20,000 brackets take it two minutes.
LONGEST_WORD = 100
# So many different words are remembered with their tokens, at about 300 bytes each: most running words of an archive are among the first that it uses.
MOST_KNOWN = 15_000
# What stands between the words of minutes where it is more than a single space.
_GAPS = ("\n", "\n\n", "\n\n\n", "\n ", "\n  ", "\n   ", "\n    ", " \n", "  ", "   ", "    ", "\t", "\x0c")
_LONG = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")
_PIECES = re.compile(r"\w+|\W")


class LinearTokenizer(Tokenizer):  # type: ignore[misc]
    """Tokens as spaCy's own, but for words of more than 100 characters: these are cut into runs of letters and digits, and single other signs.

    It is faster than spaCy's own, which remembers no word after the first abbreviation of a text (`kl.`, `d.`): here each new word is read alone first,
    and so is remembered.

    Example:
        >>> import spacy
        >>> nlp = spacy.blank("da", config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}})
        >>> [token.text for token in nlp("Jf. bilag (2) " + "(" * 101 + "a")][:6]
        ['Jf.', 'bilag', '(', '2', ')', '(']
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._known: set[str] = set()

    def __call__(self, text: str) -> Doc:
        words_of_text = set(text.split())
        if max(map(len, words_of_text), default=0) <= LONGEST_WORD:
            self._learn(words_of_text)
            doc: Doc = super().__call__(text)
            doc.user_data[TEXT_KEY] = text
            return doc
        words: list[str] = []
        spaces: list[bool] = []
        end = 0
        for run in _LONG.finditer(text):
            self._add_plain(text[end : run.start()], words, spaces)
            pieces = _PIECES.findall(run.group())
            words += pieces
            spaces += [False] * len(pieces)
            end = run.end()
        self._add_plain(text[end:], words, spaces)
        return Doc(self.vocab, words=words, spaces=spaces)

    def from_bytes(self, bytes_data: bytes, *, exclude: Iterable[str] = ()) -> LinearTokenizer:
        """Take saved settings: when they are those that the tokenizer has, as nearly always, nothing is built anew, which takes a tenth of loading a model."""
        exclude = tuple(exclude)
        if "vocab" not in exclude or bytes_data != self.to_bytes(exclude=exclude):
            super().from_bytes(bytes_data, exclude=exclude)
            self._known.clear()
        return self

    def _learn(self, words: set[str]) -> None:
        # Within a memory zone nothing can be remembered.
        if len(self._known) >= MOST_KNOWN or self.vocab.in_memory_zone:
            return
        if not self._known:
            words = words.union(_GAPS)
        new = words - self._known
        for word in new:
            super().__call__(word)
        self._known |= new

    def _add_plain(self, text: str, words: list[str], spaces: list[bool]) -> None:
        for token in super().__call__(text):
            words.append(token.text)
            spaces.append(bool(token.whitespace_))


def make_tokenizer() -> Callable[[Language], LinearTokenizer]:
    """Build the tokenizer with the settings that the language has for its own."""

    def build(nlp: Language) -> LinearTokenizer:
        defaults = nlp.Defaults
        return LinearTokenizer(
            nlp.vocab,
            rules=defaults.tokenizer_exceptions,
            prefix_search=compile_prefix_regex(defaults.prefixes or ()).search,
            suffix_search=compile_suffix_regex(defaults.suffixes or ()).search,
            infix_finditer=compile_infix_regex(defaults.infixes or ()).finditer,
            token_match=defaults.token_match,
            url_match=defaults.url_match,
            # Words as they stand and without the signs at their edges.
            max_cache_size=2 * MOST_KNOWN,
        )

    return build


registry.tokenizers.register(TOKENIZER, func=make_tokenizer)
