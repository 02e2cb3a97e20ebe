"""How a group comes to be: founded, imported, claimed by its chair, set up on its phone."""
