"""What the board costs: time, bytes, memory, beside what its peers cost in the same run. `make bench` runs it."""
