"""What a unit of service is, in which steps it is counted, and what is paid when a visit does not happen."""
