"""Two engines with one meaning: columnar, which is fast, and reference, which is obvious."""
