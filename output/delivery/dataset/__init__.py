"""What a dataset gives to be sent: its units in order, the journal of what was sent, the tag."""
