"""What was delivered: logged by the supplier, approved by the case worker, priced and frozen, billed once."""
