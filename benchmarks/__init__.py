"""Measurements beside their limits and peers; they are ratios, so that another machine can repeat them."""
