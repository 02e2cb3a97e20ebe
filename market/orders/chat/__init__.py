"""A pasted chat becomes the draft of an order: pure, without a database, and nothing of it is kept."""
