"""A letter as words on paper: its parts, its sentences, and the facts that it states, each with where it stands.

Pure; may import `model` and `knowledge`. It judges nothing: the checklist asks it where an element is.
"""
