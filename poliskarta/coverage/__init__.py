"""Placed offices, districts and people → who is how far from which office."""
