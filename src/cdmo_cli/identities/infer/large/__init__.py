"""Finds the sums along axes of many items or lines, in time that grows with their figures."""
