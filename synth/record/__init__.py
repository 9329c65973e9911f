"""What was written down: kinds of entry, their forms, their changes over time."""
