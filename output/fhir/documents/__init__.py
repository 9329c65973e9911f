"""Documents in FHIR: Composition and the bundle around it."""
