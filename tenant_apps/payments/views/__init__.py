"""Pages of payments: paying, what the shop sees of it, and the providers' webhooks."""
