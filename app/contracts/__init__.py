"""Contracts between a buyer and an admitted party: terms, price lines, mandates, papers and signatures.

One contract for each party and call. It promises no volume: only orders under it commit money.
"""
