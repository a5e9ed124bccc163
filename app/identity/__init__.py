"""People, organisations and groups: who they are from which day, who acts for them and in which role."""
