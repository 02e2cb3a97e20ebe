"""Who else says yes: the second person, stand-ins, bearers of roles in money; and the PINs by which they say so."""
