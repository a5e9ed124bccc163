"""From approved deliveries to issued invoices and their way to finance: billing runs, the invoices of each
seller in its own number series, full credits, and export batches in which an invoice goes out once. It owns
the invoice as a document, exact to the cent; the formats in which it leaves the house are adapters.
"""
