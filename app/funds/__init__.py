"""Money set aside: limits of calls, budgets and orders, and what is committed under them."""
