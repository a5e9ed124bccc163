"""What a client may choose from: each supplier's service card and how much room it has."""
