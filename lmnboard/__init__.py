"""A terminal Kanban board for letters of medical necessity.

Imports nothing, so that any room can be loaded alone; the version here is the one the build reads.
"""

__version__ = "0.1.0"
