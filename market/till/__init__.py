"""The till: what is sold at the door and at the market, by phones that may come late, in the same book as all else."""
