"""Who else says yes: the second person, stand-ins, holders of roles in money; and the PINs by which they say so."""
