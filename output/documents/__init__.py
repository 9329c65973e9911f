"""The kinds of document: what each is called, what it tells of, who gets it, and in which sections.

CDA documents, the references to them in FHIR and whatever else shows a document are faces of this one model:
`kinds.toml` says what each kind is, `written` which were written, `telling` and `selection` which entries each tells
of, `sentences` how its summary reads, `recipients` to whom it goes. No face asks which kind it has before it.
"""
