"""Pages of the owner (on the shop's host), of the platform, and the provider's door."""
