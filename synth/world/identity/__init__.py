"""Names, titles, NHS numbers and recorded sex, each over time."""
