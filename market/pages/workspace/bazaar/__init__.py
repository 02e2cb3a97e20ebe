"""Bazaars for a group: its application, its answer, and what comes after."""
