"""Running the platform: tenants, health, processes, demo."""
