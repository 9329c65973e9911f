"""The calendar of England: when clocks changed, days off, school terms, and the hours in which services see people."""
