"""Values that every chapter shares. Pure Python: no database, no web, no clock."""
