"""What lowers a price or invites back: meal deals."""
