"""A group's money: its list, accounts, the book, the recap, bagi hasil."""
