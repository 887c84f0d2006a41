"""The customer's pages: basket, checkout, following an order. Each works without JavaScript."""
