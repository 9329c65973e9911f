"""The dataset's side of a delivery: its units in order, the journal of what was sent, the tag."""
