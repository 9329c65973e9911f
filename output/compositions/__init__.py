"""FHIR documents: a face of the kinds of document that `output.documents` describes.

    made = render(batch)        a Bundle for each document: its Composition, what that tells of, whom it is about
    made.column, made.names     the bundles, and the ids of the documents: those of CDA and of DocumentReference

A document says what the record held when it was written: the resources in it are those versions, under the ids that
they have everywhere. What is said in words is what CDA says, made of the same columns.
"""

from __future__ import annotations

from output.compositions.bundling import render

__all__ = ["render"]
