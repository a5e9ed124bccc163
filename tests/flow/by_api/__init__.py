"""The story told by programs: each act by the token of the person whose act it is, over the API."""
