"""How a letter is set: a case and the clinic's directory into plain facts, the facts into words, the words into lines.

May import `model` and `knowledge`; judges nothing, writes nothing, reads only the templates. The board exports with
`set_letter`, the letter screen shows its result. Jinja2 is loaded when the first letter is set, never before.
"""

from lmnboard.letters.text import DRAFT_MARK, Letter, set_letter

__all__ = ["DRAFT_MARK", "Letter", "set_letter"]
