"""Finding people by what is so of them: conditions over stories, particulars and counts, in a dataset or by seed."""
