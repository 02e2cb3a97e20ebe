"""How an order comes to be: from a cart at the checkout, or from an offer to an office."""
