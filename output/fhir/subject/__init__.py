"""What all resources of a batch share: who its people are, and what its entries are known by."""
