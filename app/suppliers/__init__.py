"""What a supplier tells once and reuses: bank account, e-invoice address, VAT, languages, places."""
