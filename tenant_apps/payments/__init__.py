"""How it was paid: payments, refunds, disputes, and the ledger that says where the money stands."""
