"""The parts of make_samples.py: the illustrative market, the sourced facts, and the files written from both."""
