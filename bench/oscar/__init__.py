"""A shop of django-oscar's own parts, as its documentation builds one, to be measured beside ours (bench.beside_oscar):
its settings, its addresses, and what fills its shelves. They are run by an interpreter that has django-oscar."""
