"""What makes an invoice right: its sums, its document and its payment reference, as pure functions."""
