"""The language of pathways, its checks and its two engines."""
