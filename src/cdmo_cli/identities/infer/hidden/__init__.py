"""Finds the sums that an error hides."""
