"""Reads, proves and exports the journal; changes nothing in it."""
