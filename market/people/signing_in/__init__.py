"""How somebody comes into her account: password, second step, codes, and the rest after a code."""
