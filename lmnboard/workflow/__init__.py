"""Judgement on where a case stands: stages and gates, clocks and bands, what an action changes. Pure functions."""
