"""Documents that are not coded say in plain text and as a PDF what the coded ones say, under the same ids."""

from __future__ import annotations

import base64
import re

import pytest
from lxml import etree

from output.cda import render
from output.cda.unstructured import pdf
from output.check import cda
from tests.fixtures.cda_batch import EVERY, make
from tests.fixtures.cda_documents import HL7


@pytest.fixture(scope="module")
def batch():
    return make(2, EVERY, again=True)


def bodies(rendered):
    roots = [etree.fromstring(data) for data in rendered.data.to_pylist()]
    return [root.find(".//h:nonXMLBody/h:text", HL7) for root in roots]


@pytest.mark.parametrize("form", ["text", "pdf"])
def test_a_document_that_is_not_coded_has_the_header_of_the_one_that_is(batch, form):
    coded, plain = render(batch), render(batch, form)
    assert plain.id.to_pylist() == coded.id.to_pylist()
    for mine, other in zip(plain.data.to_pylist(), coded.data.to_pylist(), strict=True):
        assert mine.partition(b"<nonXMLBody>")[0] == other.partition(b"<structuredBody>")[0]
        assert cda.check(mine) == []


def test_the_text_has_every_section_and_every_row(batch):
    for text, data in zip(bodies(render(batch, "text")), render(batch).data.to_pylist(), strict=True):
        assert text.get("mediaType") == "text/plain"
        lines, root = text.text.split("\n"), etree.fromstring(data)
        for row in root.iterfind(".//h:tr", HL7):
            if row.find(".//h:paragraph", HL7) is None:  # the others go over several lines
                assert " | ".join("".join(cell.itertext()) for cell in row) in lines
        for title in root.iterfind(".//h:section/h:title", HL7):
            assert title.text in lines


def test_a_pdf_has_the_same_words_and_nothing_of_the_library_that_made_it(batch):
    made = [base64.b64decode(each.text) for each in bodies(render(batch, "pdf"))]
    assert made == [base64.b64decode(each.text) for each in bodies(render(batch, "pdf"))]
    for data, text in zip(made, bodies(render(batch, "text")), strict=True):
        assert data.startswith(b"%PDF-1.") and data.rstrip().endswith(b"%%EOF")
        assert not re.search(rb"/CreationDate|/ModDate|/ID\b|D:[0-9]{8}", data)
        shown = re.sub(rb"\\([0-7]{3})", lambda octal: bytes([int(octal[1], 8)]), data)
        for line in text.text.split("\n")[:3]:
            assert line.encode("cp1252") in shown


def test_a_pdf_keeps_signs_that_would_end_its_words_and_goes_on_over_pages():
    words = "Title\n" + "\n".join(f"O'Neill (line {n}) \\ Ø 10⁹/L < &" for n in range(150))
    data = pdf(words)
    assert len(re.findall(rb"/Type /Page\b", data)) == 3
    assert rb"O'Neill \(line 149\) \\ " in data and b"10^9/L < &" in data
    assert pdf(words) == data
    offset = int(re.search(rb"startxref\s+([0-9]+)", data)[1])
    assert data[offset : offset + 4] == b"xref"
