"""The shapes of applications: what suppliers and a buyer's people tell, and what they are shown."""
