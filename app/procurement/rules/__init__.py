"""What makes a call lawful and whole, when it is open, and what its tariffs pay."""
