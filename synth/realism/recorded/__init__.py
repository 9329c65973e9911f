"""Figures measured over what was written down: the tables of a dataset and its people, and nothing behind them.

Rows are declared in TOML (`declared`): over which units (people on a day, years lived, births, entries of a selection),
among which of them, and what is counted, as expressions over columns (`expressions`, `vocabulary`)."""
