"""An order, from the cart to its books.

`terms`, `order` and `line_lot` are what it is. `life` is what happens to its parcels, and `clockwork` what the clock
does with them; `cart` is what comes before, `placing` how an order comes to be, from a cart or from an offer.
`reading` lists parcels for pages; `books` counts again what happened: stock, what members share, who bought from a lot.
"""
