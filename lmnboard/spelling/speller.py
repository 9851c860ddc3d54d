"""Judges the words of a text: which no dictionary knows, and what may have been meant.

Imports `knowledge.spelled` and this room. Called by the board and the command line, never by the checklist, which is
handed what was found.
"""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from lmnboard.knowledge.spelled import Misspelling
from lmnboard.spelling.dictionary import Dictionary
from lmnboard.spelling.lists import HERE, listed
from lmnboard.spelling.words import Token, accented_apart, asked, bare, begins_sentence, tokens

_PREFIXES = frozenset(listed(HERE / "prefixes.txt"))
_BEFORE_A_HYPHEN = _PREFIXES | {"bi", "co", "de", "dis", "re", "un"}
"""Too short to be looked for at the start of a word: `corespond` is a mistake."""
_LONGEST_PREFIX = max(map(len, _PREFIXES))
_SHORTEST_STEM = 6
"""Letters left after a prefix: `non` and `operative` make a word, `re` and `lases` would make a mistake one."""
_SHORTEST_SLIP = 7
"""Letters. A capitalised word that is this long and one slip from a known one is no name: names are rarely so near."""
_MOST_MEANT = 8
_REMEMBERED = 50_000
"""Words. More than a clinic's letters have; then it begins anew."""
_VOWELS = "aeiouy"
_OFTEN = "aeioulnrst"


class Speller:
    """The dictionaries, read once, and what they said of each word so far.

    `clinic_words` is the clinic's own list. Make it on a second thread: reading takes about 0.4 s and 16 MB, though
    never more than a few milliseconds at a stretch. It may be asked from any thread. Raises NoDictionary.
    """

    def __init__(self, clinic_words: Iterable[str] = (), medical_words: Iterable[str] = ()) -> None:
        self._clinic: frozenset[str] = frozenset()
        self._dictionary = Dictionary(medical_words)
        self._judged: dict[str, bool] = {}
        self._slips: dict[str, bool] = {}
        self.use_clinic_words(clinic_words)

    def use_clinic_words(self, clinic_words: Iterable[str]) -> None:
        """The clinic's list is now this one."""
        self._clinic = _folded(clinic_words)

    def misspelled(self, text: str, names: Iterable[str] = ()) -> list[Misspelling]:
        """The misspelled words in the order of the text; `names` are of people and places in the case, left alone.

        A capitalised word within a sentence or among capitalised words is taken for a name, and so is one in capitals
        throughout, unless it is long and one slip away from a known word (`Diagnsis`); elsewhere in the text, too.
        """
        unknown = [token for token in tokens(text) if not self._known(token.word)]
        if not unknown:
            return []
        left_alone = self._clinic | _folded(names)
        wrong = [
            token for token in unknown if _folded_word(token.word) not in left_alone and not accented_apart(text, token)
        ]
        as_names = {_folded_word(token.word) for token in wrong if self._may_be_name(text, token)}
        return [
            Misspelling(*token)
            for token in wrong
            if not (token.word[0].isupper() and _folded_word(token.word) in as_names)
        ]

    def suggest(self, word: str) -> list[str]:
        """What may have been meant, likeliest first; at most eight. For one word when somebody asks: 50 to 150 ms."""
        spelled = word.replace("’", "'")
        ours = get_close_matches(spelled.casefold(), self._clinic, n=2, cutoff=0.8)
        return list(dict.fromkeys([*ours, *self._dictionary.near(spelled)]))[:_MOST_MEANT]

    def _known(self, word: str) -> bool:
        known = self._judged.get(word)
        if known is None:
            if len(self._judged) >= _REMEMBERED:
                self._judged.clear()
                self._slips.clear()
            known = self._judged[word] = self._judge(word)
        return known

    def _judge(self, word: str) -> bool:
        spelled = asked(word)
        if spelled is None:
            return True
        base = bare(spelled)
        return (
            self._dictionary.knows(spelled)
            or self._dictionary.knows(base)
            or base.lower() in _BEFORE_A_HYPHEN
            or self._is_prefixed(base.lower())
        )

    def _is_prefixed(self, word: str) -> bool:
        return any(
            word[:cut] in _PREFIXES and self._dictionary.knows(word[cut:])
            for cut in range(2, min(_LONGEST_PREFIX, len(word) - _SHORTEST_STEM) + 1)
        )

    def _may_be_name(self, text: str, token: Token) -> bool:
        if token.word.isupper():
            return not self._is_slip(_folded_word(token.word))
        return (
            token.word[0].isupper() and not begins_sentence(text, token) and not self._is_slip(_folded_word(token.word))
        )

    def _is_slip(self, word: str) -> bool:
        """Whether one letter too many, too few, changed or swapped makes it a known word."""
        if len(word) < _SHORTEST_SLIP:
            return False
        slip = self._slips.get(word)
        if slip is None:
            slip = self._slips[word] = any(map(self._dictionary.knows, one_slip(word)))
        return slip


def _folded(listed: Iterable[str]) -> frozenset[str]:
    """The words of entries that may be several words each."""
    return frozenset(_folded_word(token.word) for entry in listed for token in tokens(entry))


def _folded_word(word: str) -> str:
    """A word without its possessive and whatever its capitals."""
    return bare(word.replace("’", "'")).casefold()


def one_slip(word: str) -> Iterator[str]:
    """What a word may have been before one slip: a pair swapped, a letter too many, one too few or a wrong vowel.

    Of the letters left out only the frequent ones and those that ought to be double: trying all takes three times as
    long, for every name in a letter.
    """
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    yield from (left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1)
    yield from (left + right[1:] for left, right in cuts if right)
    yield from (left + right[0] + right for left, right in cuts if right and right[0] not in _OFTEN)
    yield from (left + letter + right for left, right in cuts for letter in _OFTEN)
    yield from (left + vowel + right[1:] for left, right in cuts if right[:1] in _VOWELS for vowel in _VOWELS)
