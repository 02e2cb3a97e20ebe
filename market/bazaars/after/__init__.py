"""What comes after publishing: appeals, swaps, changes, and the day itself."""
