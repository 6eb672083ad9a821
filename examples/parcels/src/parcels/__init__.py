"""Tracks parcels from the counter to the door."""

__version__ = "1.0.0"
