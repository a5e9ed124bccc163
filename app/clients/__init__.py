"""The people served: encrypted, shown to who needs to know, under another pseudonym to each supplier."""
