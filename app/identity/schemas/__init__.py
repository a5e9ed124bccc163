"""What is told to and answered by identity: accounts, and organisations with their people."""
