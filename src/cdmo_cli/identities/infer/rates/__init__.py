"""Finds shares, growth rates, CAGR and differences in fields."""
