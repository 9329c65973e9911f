"""Output, the record as it is written: FHIR, CDA, messages, tables, pages, and delivery to servers."""
