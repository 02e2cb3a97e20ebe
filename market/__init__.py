"""Dermaga: a marketplace for local producer groups, and the bazaars held for them."""

__version__ = "0.1.0"
