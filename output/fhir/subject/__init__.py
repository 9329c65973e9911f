"""The people of a batch and its entries, as all of its resources share them."""
