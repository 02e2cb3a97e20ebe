"""Parcels as pages show them, each list in one statement."""
