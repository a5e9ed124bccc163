"""The shapes of calls: what an officer tells, and what everybody is shown."""
