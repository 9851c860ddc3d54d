"""The checklist: what a payer would find missing, wrong or weak in a case, as findings that point at a field.

Pure functions of a case, its directory and a day; may import `model` and `knowledge`. Callers use `runner`.
"""
