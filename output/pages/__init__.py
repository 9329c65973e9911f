"""Pages in HTML that stand alone, and what goes with them."""
