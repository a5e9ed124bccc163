"""One service for one client: the need, the choice of supplier with its record, and the service order."""
