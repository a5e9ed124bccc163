"""Applications to a call, their admission or rejection by category, ranking, and the decision letters."""
