"""From a wish to a working shop."""
