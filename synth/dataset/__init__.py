"""The folder that a dataset is: blocks that land whole, their marks, the people, the manifest, and opening it again."""
