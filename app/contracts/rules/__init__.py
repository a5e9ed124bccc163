"""What holds for contracts, as pure functions: what the paper says, when it may be made and signed."""
