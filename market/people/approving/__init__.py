"""Who else says yes: the second person, stand-ins, who holds the money; and the PINs by which they say so."""
