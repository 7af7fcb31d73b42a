"""Finds the sums along one axis of a field."""
