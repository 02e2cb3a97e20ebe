"""What comes after publishing: appeals, swaps, changes, attendance, and the report."""
