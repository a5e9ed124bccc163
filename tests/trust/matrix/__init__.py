"""Who may call what: every route, every role, strangers, deputies, ended log-ins and narrow tokens."""
