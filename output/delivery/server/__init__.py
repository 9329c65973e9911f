"""One FHIR server: requests, access, tokens, what it can do and how fast."""
