"""Head office: the stores of a franchise side by side, from the figures that each store hands in."""
