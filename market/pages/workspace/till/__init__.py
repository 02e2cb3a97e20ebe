"""The till of a group: selling, its phones, and what must be looked at."""
