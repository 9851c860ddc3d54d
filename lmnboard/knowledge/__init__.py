"""Reference knowledge of the field: identifiers, business days, dates as people type them, weak wording.

Imports nothing from the rest of `lmnboard` and knows no case. Used by every floor above it.
"""
