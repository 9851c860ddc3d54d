"""What draws: line by line, from plain data. A widget holds no rule and does not know the store."""
