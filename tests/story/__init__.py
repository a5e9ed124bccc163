"""Who is in the tests' story, and how it gets to where a test begins: through the services."""
