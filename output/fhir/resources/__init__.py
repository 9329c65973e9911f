"""One file for each type of resource: the JSON that it will be, and the columns that fill it."""
