"""Whose an account is: numbers proved, accounts taken over, calls, and the "bukan saya" of her who did not do it."""
