"""Pure rules on dated legal data; each takes the figures as arguments."""
