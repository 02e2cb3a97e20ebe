"""Being asked, saying yes, and belonging from then on."""
