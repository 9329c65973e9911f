"""A dataset out to servers: filling one, emptying it again, asking whether it is right, packs for load tests."""
