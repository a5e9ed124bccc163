"""Which events are told to whom and how soon, the life of a message, and when the digest is due."""
