"""When a supplier may be chosen and an order sent, answered, started and ended."""
