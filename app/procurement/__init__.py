"""Calls: what is bought, on which legal basis, by whom and on which terms, and how results are measured."""
