"""Where changes are kept. Knows records and entries, never what a letter is; imports only `model`."""
