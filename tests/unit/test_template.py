"""A template is the JSON or XML that it will be: with every slot there or not, for any text."""

from __future__ import annotations

import json
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from output import columns
from output.template import (
    Rows,
    Template,
    gather,
    gather_list,
    json_text,
    lookup,
    numbers,
    only,
    table,
    text,
    xml_text,
)
from synth.record.kinds import MISSING

WORDS = st.one_of(st.none(), st.text(st.characters(codec="utf-8"), max_size=8))
AWKWARD = [
    'say "no"',
    "back\\slash",
    "Zoë Ó Briain-Łukasz",
    "tab\tnew\nline",
    "\x00\x1f\x7f\u2028",
    "</b>&amp;",
    "${id}",
    "孙",
]

OBSERVATION = Template("""{
    "resourceType": "Observation",
    "first"?: "${a}",
    "id": "${id}",
    "quantity"?: {"value": ${number}, "unit"?: "${b}", "code": "${a}"},
    "note"?: [ ?{"text": "${a}"}, ?"${b}", ?{"only": {"inner"?: "${a}", "other"?: "${b}"}} ],
    "one"?: "${a}" | "two"?: {"b": "${b}"} | "three": false,
    "all"?: {"a"?: "${a}", "b"?: "${b}", "nested"?: {"a"?: "${a}"}},
    "either": "${a|b|id}",
    "maybe": "<${a?}>",
    "rows"?: [ ...rows {"c": "${c}", "d"?: "${d}"} ],
    "mixed": [ "start", ...rows "${c}", ?"${b}" ],
    "nothing": {}, "none": [], "true": true, "number": -1.5e3
}""")  # fmt: skip


def expected(id_: str, a: str | None, b: str | None, number: int | None, rows: list[tuple[str, str | None]]) -> dict:
    """What the template above must give."""
    out: dict = {"resourceType": "Observation"}
    if a is not None:
        out["first"] = a
    out["id"] = id_
    if number is not None and a is not None:
        out["quantity"] = {"value": number, **({"unit": b} if b is not None else {}), "code": a}
    inner = {k: v for k, v in (("inner", a), ("other", b)) if v is not None}
    note = [x for x in ({"text": a} if a is not None else None, b) if x is not None]
    note += [{"only": inner}] if inner else []
    if note:
        out["note"] = note
    if a is not None:
        out["one"] = a
    elif b is not None:
        out["two"] = {"b": b}
    else:
        out["three"] = False
    every = {k: v for k, v in (("a", a), ("b", b)) if v is not None}
    if a is not None:
        every["nested"] = {"a": a}
    if every:
        out["all"] = every
    out["either"] = next(x for x in (a, b, id_) if x is not None)
    out["maybe"] = f"<{a or ''}>"
    if rows:
        out["rows"] = [{"c": c, **({"d": d} if d is not None else {})} for c, d in rows]
    out["mixed"] = ["start", *(c for c, _ in rows), *([b] if b is not None else [])]
    return {**out, "nothing": {}, "none": [], "true": True, "number": -1500.0}


def as_column(values: list[str | None], coded: bool) -> object:
    """Values as a column: an array, or places in a table in which each stands once."""
    escaped = [None if value is None else json_text(value) for value in values]
    if not coded:
        return pa.array(escaped, columns.BYTES)
    distinct = list(dict.fromkeys(escaped))
    return lookup(np.array([distinct.index(value) for value in escaped], dtype=np.int64), distinct)


ROW = st.tuples(
    st.text(max_size=5), WORDS, WORDS, st.one_of(st.none(), st.integers(-(10**6), 10**6)),
    st.lists(st.tuples(st.text(st.characters(codec="utf-8"), max_size=4), WORDS), max_size=3),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=6), st.booleans())
def test_every_mixture_of_present_and_absent_slots_gives_the_expected_object(rows, coded):
    children = [child for row in rows for child in row[4]]
    starts = np.cumsum([0, *(len(row[4]) for row in rows)]).astype(np.int64)
    filled = {
        "id": as_column([row[0] for row in rows], coded),
        "a": as_column([row[1] for row in rows], coded),
        "b": as_column([row[2] for row in rows], coded),
        "number": numbers(np.array([MISSING if row[3] is None else row[3] for row in rows])),
        "rows": Rows(
            starts,
            {
                "c": as_column([c for c, _ in children], coded),
                "d": as_column([d for _, d in children], coded),
            },
        ),
    }
    lines = OBSERVATION.render(len(rows), filled).to_pylist()
    assert [json.loads(line) for line in lines] == [expected(*row) for row in rows]
    assert all(b"\n" not in line for line in lines)


def test_a_slot_given_as_none_is_null_in_every_row():
    nothing = {"id": b"x", "a": None, "b": None, "number": None, "rows": None}
    assert json.loads(OBSERVATION.render(2, nothing)[1].as_py()) == expected("x", None, None, None, [])


@pytest.mark.parametrize("words", AWKWARD)
def test_awkward_text_comes_through_json_and_xml(words):
    assert json.loads(Template('{"a": "${a}"}').render(1, {"a": json_text(words)})[0].as_py()) == {"a": words}
    given_back = etree.fromstring(Template('<a b="${a}">${a}</a>').render(1, {"a": xml_text(words)})[0].as_py())
    wanted = "".join("\ufffd" if c in "\x00\x1f" else c for c in words)
    assert given_back.get("b") == wanted
    assert given_back.text == wanted


XML = Template("""<?xml version="1.0" encoding="UTF-8"?>
<!-- what a reader of the template may want to know -->
<document xmlns="urn:hl7-org:v3">
    <id root="${id}" extension?="${a}"/>
    <name? use="L">
        <given>${a}</given>
        <family? value="${b}"/>
    </name>
    <entry*rows><c>${c}</c></entry>
    <one? value="${a}"/> <?or?> <two? value="${b}"/> <?or?> <none/>
    <part? code="x"><a? v="${a}"/><b? v="${b}"/></part>
    <text>${a?} and <b>${id}</b> more</text>
</document>""")


@settings(max_examples=60, deadline=None)
@given(WORDS, WORDS, st.lists(st.text(st.characters(codec="utf-8"), max_size=4), max_size=3))
def test_xml_elements_and_attributes_go_with_their_slots(a, b, rows):
    escape = lambda value: None if value is None else pa.array([xml_text(value)], columns.BYTES)  # noqa: E731
    children = Rows(np.array([0, len(rows)]), {"c": pa.array([xml_text(row) for row in rows], columns.BYTES)})
    line = XML.render(1, {"id": b"i", "a": escape(a), "b": escape(b), "rows": children})[0].as_py()
    root = etree.fromstring(line)
    tags = [etree.QName(each).localname for each in root]
    choice = "one" if a is not None else "two" if b is not None else "none"
    part = ["part"] if a is not None or b is not None else []
    name = ["name"] if a is not None else []
    assert tags == ["id", *name, *["entry"] * len(rows), choice, *part, "text"]
    assert (root[0].get("extension") is None) == (a is None)
    if a is not None:
        assert len(root[1]) == 1 + (b is not None)


def test_templates_nest_and_can_be_given_other_names():
    coding = Template('{"code": "${code}", "display"?: "${display}"}')
    whole = Template('{"a": ${one}, "b"?: ${two}}', one=coding, two=coding.prefixed("second "))
    assert whole.slots == ["code", "display", "second code", "second display"]
    filled = {"code": b"1", "display": None, "second code": None, "second display": b"x"}
    assert json.loads(whole.render(1, filled)[0].as_py()) == {"a": {"code": "1"}}
    filled["second code"] = b"2"
    assert json.loads(whole.render(1, filled)[0].as_py())["b"] == {"code": "2", "display": "x"}


@pytest.mark.parametrize(
    "source",
    ['{"a": }', '{"a" 1}', '{"a": 1', "[1, 2", '{"a": "x"} more', '{"a": 1 | "b"?: 2}', "<a><b></a>", "<a",
     '<a b=">', "<a b=c/>"],
)  # fmt: skip
def test_a_template_that_cannot_be_read_is_refused(source):
    with pytest.raises(ValueError, match="template"):
        Template(source)


def test_a_slot_without_a_column_and_a_null_where_none_may_be_are_named():
    template = Template('{"id": "${identity}"}')
    with pytest.raises(KeyError, match="identity"):
        template.render(1, {})
    for column in (None, pa.array([None], columns.BYTES), lookup(np.zeros(1, dtype=np.int64), [None])):
        with pytest.raises(ValueError, match="identity"):
            template.render(1, {"identity": column})


def test_nothing_is_rendered_for_no_rows():
    empty, none = pa.array([], columns.BYTES), np.zeros(0, np.int64)
    rows = Rows(np.zeros(1, np.int64), {"c": empty, "d": None})
    filled = {"id": empty, "a": empty, "b": lookup(none, [b"x"]), "number": numbers(none), "rows": rows}
    assert OBSERVATION.render(0, filled).to_pylist() == []


NUMBER = st.one_of(st.just(MISSING), st.integers(-(10**15), 10**15), st.integers(-9, 9))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(NUMBER, st.integers(0, 6)), min_size=1, max_size=8))
def test_numbers_are_exact_and_keep_their_decimals(rows):
    values, decimals = (np.array(c, dtype=np.int64) for c in zip(*rows, strict=True))
    given_back = numbers(values, decimals).to_pylist()
    for value, places, written in zip(values.tolist(), decimals.tolist(), given_back, strict=True):
        if value == MISSING:
            assert written is None
        else:
            assert Decimal(written.decode()) == Decimal(value).scaleb(-places)
            assert len(written.decode().partition(".")[2]) == places
            assert written.lstrip(b"-")[:2] not in (b"00", b"01")
    assert numbers(values, 2).to_pylist() == numbers(values, np.full(len(values), 2)).to_pylist()


def test_text_gather_and_only_copy_nothing_and_lose_nothing():
    matrix = np.frombuffer(b"aabbccdd", dtype=np.uint8).reshape(4, 2)
    column = text(matrix)
    assert column.to_pylist() == [b"aa", b"bb", b"cc", b"dd"]
    assert gather(column, np.array([0, 2, 2, 4])).to_pylist() == [b"aabb", b"", b"ccdd"]
    assert gather(column.slice(1), np.array([0, 1, 3])).to_pylist() == [b"bb", b"ccdd"]
    assert gather_list(column, np.array([0, 2, 2, 4])).to_pylist() == [b"aa,bb", None, b"cc,dd"]
    mask = np.array([True, False, True, False])
    assert only(mask, column).to_pylist() == [b"aa", None, b"cc", None]
    assert only(mask[1:], only(mask, column).slice(1)).to_pylist() == [None, b"cc", None]
    coded = only(mask, lookup(np.array([0, 1, 1, 0]), [b"x", None]))
    assert coded.column().to_pylist() == [b"x", None, None, None]
    assert columns.array(only(mask, b"x"), 4).to_pylist() == [b"x", None, b"x", None]


def test_uuid_text_is_what_keys_make():
    from synth import keys

    ids = keys.uuids(np.arange(50, dtype=np.uint64), np.arange(50, dtype=np.uint64) * np.uint64(7919), "Thing")
    assert columns.uuid_text(ids).to_pylist() == [bytes(row) for row in keys.uuid_text(ids)]


def test_coded_columns_beside_each_other_give_the_same_text_as_plain_ones():
    template = Template('{"a": "${a}", "b": "${b}", "c"?: "${c}", "d": "${d}"}')
    rng = np.random.default_rng(1)
    index = rng.integers(0, 5, 300)
    values = [f"v{n}".encode() for n in range(5)]
    coded = {
        "a": lookup(index, values),
        "b": lookup(index, values[::-1]),
        "c": lookup(rng.integers(0, 3, 300), [b"x", None, b"y"]),
        "d": lookup(rng.integers(0, 3000, 300), [b"w" * 50 + str(n).encode() for n in range(3000)]),
    }
    plain = {name: each.column() for name, each in coded.items()}
    assert template.render(300, coded).equals(template.render(300, plain))
    assert table([b"x"]).to_pylist() == [b"x"]


def test_lines_between_slots_of_xml_are_left_out_and_spaces_between_words_are_not():
    template = Template("""<a>
        ${one}
        ${two?}
        <b>${one} ${two}</b>
    </a>""")
    values = {"one": lookup(np.zeros(1, np.int64), [b"x"]), "two": lookup(np.zeros(1, np.int64), [b"y"])}
    assert template.render(1, values).to_pylist() == [b"<a>xy<b>x y</b></a>"]


def test_a_template_is_opened_before_the_literal_at_its_end_and_only_if_there_is_one():
    opening, end = Template("<a>${one}</a>").opened
    assert opening.render(2, {"one": b"1"}).to_pylist() == [b"<a>1", b"<a>1"] and end == b"</a>"
    with pytest.raises(ValueError, match="does not end with a literal"):
        _ = Template("<a>${one}</a>").between("", "last").opened
