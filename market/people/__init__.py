"""People: who they are, where they stand, and what they may do.

The files here are the nouns that everything rests on: a person and her login, a group and who belongs to it, places,
officers and helpers, rights. What happens to them stands in rooms, each knowing only those before it: `signing_in`,
`founding`, `approving` (who else says yes), `facts` (what buyers know a group by), `roles`, `joining`, `owning` (whose
an account is). `rights` is the table of all that needs another one's yes.
"""
