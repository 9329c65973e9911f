"""Where people live, and on which list, over time."""
