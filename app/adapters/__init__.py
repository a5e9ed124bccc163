"""Answers to the ports: country packs and standards, found only through their entry points."""
