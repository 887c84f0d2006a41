"""How a pizzeria works: prices, taxes, recipes, hours and promises, in plain Python without a framework."""
