"""Plain answers that need no outside service and no standard of a country."""
