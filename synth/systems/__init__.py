"""Which system knows what: the kinds of system, and who writes in them."""
