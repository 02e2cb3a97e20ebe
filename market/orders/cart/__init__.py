"""What a buyer is about to buy: its lines, what is kept for it, and each group's part as it can be bought."""
