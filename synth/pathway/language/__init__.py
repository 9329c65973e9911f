"""The words in which a pathway is written."""
