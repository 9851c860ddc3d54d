"""What kinds of payers ask, as reviewed data: definitions, criteria, thresholds, how long an approval or a paper lasts.

The TOML files here hold it, each row with its source, how far it was confirmed and as of when. `criteria/` has one file
a pack. Read by `tables` when first asked for; a clinic's own rules stand in its directory instead.
"""
