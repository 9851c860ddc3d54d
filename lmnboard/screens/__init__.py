"""What staff see: a screen asks the board and shows what it answers. It decides no rule and touches no store."""
