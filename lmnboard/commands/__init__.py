"""The command line's commands, one file for each thing they work on. None of them loads Textual."""
