"""Parts: shapes that repeat in care, each a function that expands to the steps, writes and draws of the language.

An engine knows nothing of them: what they give is what an author would have written by hand. Each refuses what it
cannot be made of with a ValueError in one line (what is wrong, where, how to mend it).
"""
