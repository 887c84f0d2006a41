"""What the pizzeria's own sales say: today, history, tomorrow."""
