"""What an officer does first: what waits for her over all bazaars, and the next act in each."""
