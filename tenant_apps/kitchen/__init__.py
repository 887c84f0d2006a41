"""What is being made: the kitchen's and the counter's screens."""
