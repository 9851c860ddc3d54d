"""Misspelled words in the texts of a letter, found offline.

The craft floor: imports `knowledge` only, and reads the dictionaries that are installed. Called by the board and the
command line, which hand the result to the checklist as data; nothing here knows what a case or a letter is.
"""

from lmnboard.spelling.dictionary import NoDictionary
from lmnboard.spelling.lists import medical_words
from lmnboard.spelling.speller import Speller

__all__ = ["NoDictionary", "Speller", "medical_words"]
