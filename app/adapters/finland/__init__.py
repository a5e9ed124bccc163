"""Finland: what law, registers and formats are there."""
