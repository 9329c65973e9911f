"""What the record looks like: FHIR, CDA, messages, tables, pages, and delivery to servers."""
