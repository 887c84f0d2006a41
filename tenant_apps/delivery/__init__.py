"""Do we deliver there, when, for how much: so far when, by the places in the oven and the dough there is."""
