"""How the checks read a letter's words: one module for each part of a letter. Run by `runner`."""
