"""When a delivery may be logged, corrected, approved, disputed and re-opened."""
