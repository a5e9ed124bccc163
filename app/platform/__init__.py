"""The plumbing under the chapters: database, work, web, journal, outbox, files, keys. Knows no chapter."""
