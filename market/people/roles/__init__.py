"""Who holds a role in a group or helps it, how that changes, and what ends with it."""
