"""The screens of who works here: the kitchen's, the counter's, the courier's."""
