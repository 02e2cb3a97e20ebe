"""Orders that a group writes down for a buyer who asked in a chat, by telephone or at its door."""
