"""Kutsu: dynamic small procurement, from an open call to an exported invoice."""
