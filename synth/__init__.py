"""The machine: it makes people who do not exist, and what the health and care system wrote about them."""

__version__ = "0.1.0"
