"""Whose an account is: numbers proved, accounts taken over, calls, and "bukan saya", with which owners deny an act."""
