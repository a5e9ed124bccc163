"""What is sent to whom, in which language and how, and whether it arrived."""
