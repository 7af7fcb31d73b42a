"""From a sheet's grid to fields: figures, their granularity, and what the headings say of them."""
