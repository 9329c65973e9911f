"""Questions about each type of resource: how many there are, single ones, and every way of searching."""

from __future__ import annotations

from output.delivery.verify.answers import DAY, day_of, folded, parameters
from output.delivery.verify.plan import MOST, PAGE, WALKED, Plan, targets_of
from output.delivery.verify.questions import literal, spread

VALUES = 3
"""Values of a search parameter that are asked for: the commonest, the rarest, and one between."""
TARGETS = 2
LETTERS = 3
"""With how many letters a search by the beginning of a text begins."""
WINDOWS = ((0.25, 0.5), (0.6, 0.62), (0.9, 0.95))
"""Ranges of dates that are asked for, as parts of the resources in order of date."""
NOWHERE = "00000000-0000-8000-8000-000000000000"
"""An id that nothing has: ours are made of two hashes."""


def add(plan: Plan) -> None:
    """Add the questions."""
    for kind, many in plan.answers.types().items():
        _count(plan, kind, many)
        _reads(plan, kind)
        for name, parameter in parameters().get(kind, {}).items():
            {"token": _tokens, "string": _strings, "date": _dates, "reference": _references}[parameter.kind](
                plan, kind, name
            )


def _count(plan: Plan, kind: str, many: int) -> None:
    if not plan.tag:
        return
    pairs = f"_tag={plan.tag}"
    plan.add("count", f"how many {kind} there are", f"{kind}?{pairs}&_summary=count", total=many,
             needs=(("search", kind),), tried=True)  # fmt: skip
    if many <= WALKED or plan.every:
        names = plan.answers.names("select n from r where type = ?", kind)
        plan.add("all", f"every {kind}, page by page", f"{kind}?{pairs}&_count={PAGE}", names=names, page=PAGE,
                 needs=(("search", kind),))  # fmt: skip


def _reads(plan: Plan, kind: str) -> None:
    names = sorted(name for name in plan.resources if name.startswith(f"{kind}/"))
    for at, name in enumerate(names):
        resource = plan.resources[name]
        plan.add("read", f"one {kind}", name, resource=resource, needs=(("read", kind),))
        if at:
            continue
        plan.add("version", f"the version of one {kind} that its read names", name, resource=resource, version=True,
                 needs=(("vread", kind),))  # fmt: skip
    plan.add("absent", f"a {kind} of an id that nothing has", f"{kind}/{NOWHERE}", status=404, needs=(("read", kind),))


def _tokens(plan: Plan, kind: str, name: str) -> None:
    """By code: with its system, without, several at once."""
    values = plan.values("token", kind, name, "system, code")
    p = f"{kind}.{name}"
    for system, code, _ in spread(values, VALUES):
        names = plan.answers.names("select n from token where p = ? and system = ? and code = ?", p, system, code)
        value = f"{system}|{literal(code)}" if system else literal(code)
        plan.search("code" if name != "identifier" else "identifier", f"{kind} by {name}", kind, [(name, value)], names)
    if values and name != "identifier":
        _, code, _ = values[-1]
        names = plan.answers.names("select n from token where p = ? and code = ?", p, code)
        plan.search("code", f"{kind} by {name}, whatever its system", kind, [(name, literal(code))], names)
    if len(values) > 2:
        pair = values[-2:]
        names = frozenset().union(*(
            plan.answers.names("select n from token where p = ? and system = ? and code = ?", p, system, code)
            for system, code, _ in pair
        ))  # fmt: skip
        text = ",".join(f"{system}|{literal(code)}" if system else literal(code) for system, code, _ in pair)
        plan.search("either", f"{kind} by either of two of {name}", kind, [(name, text)], names)
    if values and values[0][0] and name != "identifier":
        absent = f"{values[0][0]}|{NOWHERE}"
        plan.search("absent", f"{kind} by a {name} that nothing has", kind, [(name, absent)], frozenset())


def _strings(plan: Plan, kind: str, name: str) -> None:
    """By the beginning of a text, in small letters, and by the whole of it."""
    p = f"{kind}.{name}"
    for value, folded_value, _ in spread(plan.values("string", kind, name, "value, folded"), VALUES):
        begins = folded_value[:LETTERS]
        names = plan.answers.names("select n from string where p = ? and substr(folded, 1, ?) = ?",
                                   p, len(begins), begins)  # fmt: skip
        if begins.isalnum():
            plan.search("text", f"{kind} of which {name} begins with {begins}", kind, [(name, begins)], names)
        whole = folded(value)
        names = plan.answers.names(
            "select n from string where p = ? and substr(folded, 1, ?) = ?", p, len(whole), whole
        )
        plan.search("text", f"{kind} of which {name} begins with {value}", kind, [(name, literal(value))], names)
        exact = plan.answers.names("select n from string where p = ? and value = ?", p, value)
        plan.search("exact", f"{kind} of which {name} is {value}", kind, [(f"{name}:exact", literal(value))], exact,
                    tried=True)  # fmt: skip


def _dates(plan: Plan, kind: str, name: str) -> None:
    """By ranges of days whose ends are clear of what happened, whatever the server's time zone."""
    lows = [low for (low,) in plan.answers.ask(
        "select low from date where p = ? and low > ? order by low, n", f"{kind}.{name}", -(1 << 39)
    )]  # fmt: skip
    if not lows:
        return
    for at, (begin, end) in enumerate(WINDOWS):
        first, last = (lows[int(part * (len(lows) - 1))] // DAY * DAY for part in (begin, end))
        last = max(last, first + DAY)
        for low, high in ((("ge", first), ("lt", last)), (("gt", first), None), (None, ("le", last)))[: 3 - at]:
            names = plan.answers.dated(kind, name, low, high)
            if names is None:
                continue
            pairs = [(name, f"{bound[0]}{day_of(bound[1])}") for bound in (low, high) if bound is not None]
            plan.search("date", f"{kind} by {name}: {' and '.join(value for _, value in pairs)}", kind, pairs, names)


def _references(plan: Plan, kind: str, name: str) -> None:
    """By what is referred to, by a property of it, and with it."""
    answers, p = plan.answers, f"{kind}.{name}"
    for target, many in spread(plan.values("reference", kind, name, "target"), TARGETS):
        names = answers.names("select n from reference where p = ? and target = ?", p, target)
        if not target.startswith("Patient/"):  # patients are asked about one by one
            plan.search("reference", f"{kind} of which {name} is {target}", kind, [(name, target)], names)
            _chained(plan, kind, name, target)
        if many <= MOST and name in targets_of(kind):
            one = min(names)
            plan.search("include", f"one {kind}, with its {name}", kind,
                        [("_id", one.partition("/")[2]), ("_include", f"{kind}:{name}")], frozenset([one]),
                        ("include", kind, name), included=answers.targets([one], kind, name) - {one})  # fmt: skip


def _chained(plan: Plan, kind: str, name: str, target: str) -> None:
    """By an identifier of what is referred to."""
    to, _, identity = target.partition("/")
    if "identifier" not in parameters().get(to, {}):
        return
    for system, code in plan.answers.ask(
        "select system, code from token join r using (n) where p = ? and id = ? order by system, code limit 1",
        f"{to}.identifier", identity,
    ):  # fmt: skip
        names = plan.answers.names(
            "select n from reference where p = ? and target in (select type || '/' || id from r where n in"
            " (select n from token where p = ? and system = ? and code = ?))",
            f"{kind}.{name}", f"{to}.identifier", system, code,
        )  # fmt: skip
        plan.search("chained", f"{kind} of which {name} has the identifier {code}", kind,
                    [(f"{name}:{to}.identifier", f"{system}|{literal(code)}")], names,
                    ("search", to, "identifier"), ("chain", kind), tried=True)  # fmt: skip
