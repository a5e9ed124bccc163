"""What holds for applications, as pure functions: what is admitted, ranked, and said in a decision."""
