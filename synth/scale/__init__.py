"""Many blocks: which families, cut into shards and batches, by one process or several, in bounded memory."""
