"""What crosses between systems: which change leaves which system, for whom, in which form, and what becomes of it."""
