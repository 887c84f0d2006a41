"""The people who sign in, and what their role lets them do."""
