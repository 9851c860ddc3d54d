"""The ground: what a case is, what a change is. No I/O, no clock; imports only `knowledge`."""
