"""Head office's pages: its stores side by side, what they owe."""
