"""What happens to a parcel: its verbs, its bill, its clocks, who is told, and the goods that come back."""
