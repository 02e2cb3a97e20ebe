"""A bazaar, by what happens to one.

`bazaar`, `slot` and `booth` are what it is. Then, each room knowing only those before it: `planning` (its floor, power,
programme and rounds), `registering` (who asks for a booth), `booking` (who stands where, and what it costs),
`allotting` (the draw, runs, the published plan, the queue), `after` (appeals, swaps, changes, attendance, the report).
`allocation` is the pure part that allotting asks: it knows no database.
"""
