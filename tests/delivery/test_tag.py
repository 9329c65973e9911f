"""The tag goes on without parsing where it can, and means the same where it cannot."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from output.delivery.dataset.tag import Tag, tag_of

TAG = Tag("0123abcd")
MEMBERS = st.dictionaries(st.sampled_from(["versionId", "source", "tag", "profile"]),
                          st.sampled_from(["1", '{"meta":{"tag":[]}}', "a\\\"b"]), min_size=1)  # fmt: skip


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(members=MEMBERS, text=st.text(), pretty=st.booleans(), first=st.booleans())
def test_a_tagged_resource_is_the_same_but_for_the_tag(members, text, pretty, first):
    meta = {**members, **({"tag": [{"system": "x", "code": "y"}]} if "tag" in members else {})}
    resource = {"resourceType": "Basic", "id": "a-1", "meta": meta, "text": text, "contained": [{"meta": {"tag": [1]}}]}
    if not first:
        resource = dict(reversed(resource.items()))
    raw = json.dumps(resource, separators=None if pretty else (",", ":"), ensure_ascii=False).encode()
    tagged = json.loads(TAG.put_on(raw))
    assert TAG.on(tagged) and TAG.put_on(TAG.put_on(raw)) == TAG.put_on(TAG.put_on(TAG.put_on(raw)))
    rest = [tag for tag in tagged["meta"].pop("tag") if tag["system"] != TAG.system]
    assert rest == meta.get("tag", []) and tagged["meta"] == {k: v for k, v in meta.items() if k != "tag"}
    assert {k: v for k, v in tagged.items() if k != "meta"} == {k: v for k, v in resource.items() if k != "meta"}


def test_the_same_dataset_has_the_same_tag():
    assert tag_of({"blocks": "ab" * 32}) == tag_of({"blocks": "ab" * 32}) != tag_of({"blocks": "cd" * 32})
