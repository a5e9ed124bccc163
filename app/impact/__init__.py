"""What the services achieved: the call's own metrics measured, and outcome claims that earn a bonus once."""
