"""The story told by hand: each act by the person whose act it is, in a browser, on the pages."""
