"""The forms of a record: for every place in a pathway that writes, all that is constant about what it writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np

STATUSES = ("", "active", "completed", "not-done", "in-progress", "finished", "planned", "revoked", "booked",
            "fulfilled", "noshow", "cancelled", "stopped", "refuted", "resolved", "declined", "on-hold")  # fmt: skip
"""Status of an entry after a change, in the project's own words; output maps them to each standard's."""

_BY_CHANGE = {
    "planned": "planned",
    "begun": "active",
    "recorded": "completed",
    "amended": "active",
    "ended": "completed",
    "withdrawn": "revoked",
}

Made = TypeVar("Made")


@dataclass(frozen=True)
class Form:
    """What is constant about the entries that one place in a pathway writes.

    code is the key of the codelists, or "" where it differs from row to row; entry the name of its run of changes
    ("" if it stands alone); by_day: the column of instants that is known by the day only ("from", "value_time");
    details whatever a kind adds (dosage text, referred-to setting ...).
    """

    index: int
    pathway: str
    step: str
    slot: str
    kind: str
    change: str = "recorded"
    entry: str = ""
    code: str = ""
    unit: str = ""
    decimals: int = 0
    category: str = ""
    text: str = ""
    status: str = ""
    setting: str = ""
    confidentiality: str = "normal"
    enduring: bool = False
    by_day: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Where it stands: pathway, step and slot."""
        return f"{self.pathway}.{self.step}.{self.slot}"

    @property
    def status_index(self) -> int:
        """The index of its status: the one given, or what its change implies."""
        return STATUSES.index(self.status or _BY_CHANGE[self.change])


_KEPT: list[tuple[Sequence[Form], int, dict[str, Any]]] = []
_MOST = 4


def once(forms: Sequence[Form], what: str, make: Callable[[], Made]) -> Made:
    """What is made of some forms, at the first call for each `what`.

    A library has some thousand forms, and is the same for all batches of a process."""
    kept = next((kept for same, n, kept in _KEPT if same is forms and n == len(forms)), None)
    if kept is None:
        kept = {}
        del _KEPT[_MOST - 1 :]
        _KEPT.insert(0, (forms, len(forms), kept))
    if what not in kept:
        kept[what] = make()
    return kept[what]  # type: ignore[no-any-return]


class ByForm:
    """What each form says of something, to be indexed by form as a column is: worked out when one is first asked for.

    Ten people touch a twentieth of all forms, and a hundred things are asked of each."""

    def __init__(self, forms: Sequence[Form], of: Callable[[Form], Any], dtype: Any) -> None:
        self._forms, self._of = forms, of
        first = np.array([of(form) for form in forms[:1]] or [0], dtype=dtype)
        self._column = np.zeros((max(1, len(forms)), *first.shape[1:]), dtype=dtype)
        self._column[0] = first[0]
        self._known = np.arange(len(self._column)) == 0
        self._every = len(forms) < 2

    def __getitem__(self, form: np.ndarray) -> np.ndarray:
        """What the form of each row says; as many rows as there are forms have it worked out for all of them."""
        if not self._every and form.size >= len(self._forms):
            self.whole()
        if not self._every and not (known := self._known[form]).all():
            new = np.zeros_like(self._known)
            new[form[~known]] = True
            self._learn(np.flatnonzero(new))
        return self._column[form]

    def whole(self) -> np.ndarray:
        """What every form says, as a column to be indexed by form."""
        if not self._every:
            self._learn(np.flatnonzero(~self._known))
            self._every = True
        return self._column

    def _learn(self, new: np.ndarray) -> None:
        for index in new.tolist():
            self._column[index] = self._of(self._forms[index])
        self._known[new] = True


def of_each(forms: Sequence[Form], what: str, of: Callable[[Form], Any], dtype: Any = bool) -> ByForm:
    """What each form says of something, to be indexed by form; worked out once for each `what`."""
    return once(forms, what, lambda: ByForm(forms, of, dtype))


def in_runs(forms: Sequence[Form]) -> ByForm:
    """Of each form, whether what it writes is a change of an entry that has several (bool)."""
    return of_each(forms, "changing", lambda form: bool(form.entry))


def enduring(forms: Sequence[Form]) -> ByForm:
    """Of each form, whether what it writes is known for life (bool)."""
    return of_each(forms, "enduring", lambda form: form.enduring)


def statuses(forms: Sequence[Form]) -> ByForm:
    """The number of the status after what each form writes (int64)."""
    return of_each(forms, "status", lambda form: form.status_index, np.int64)


def asked_for(forms: Sequence[Form], demographic: str) -> ByForm:
    """Of each form, whether what it writes is what someone said of a demographic (bool)."""
    return of_each(forms, f"asked for {demographic}", lambda form: form.details.get("demographic") == demographic)


def having(forms: Sequence[Form], detail: str) -> Sequence[int]:
    """The numbers of the forms of which a detail is said."""
    return once(forms, "details", lambda: _details(forms)).get(detail, ())


def saying(forms: Sequence[Form], detail: str) -> np.ndarray:
    """Of each form, whether a detail is said of what it writes (bool): there, or where its run of changes begins."""
    return once(forms, f"saying {detail}", lambda: _saying(forms, detail))


def _details(forms: Sequence[Form]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for index, form in enumerate(forms):
        for detail in form.details:
            found.setdefault(detail, []).append(index)
    return found


def _saying(forms: Sequence[Form], detail: str) -> np.ndarray:
    said = np.zeros(max(1, len(forms)), dtype=bool)
    here = [index for index in having(forms, detail) if forms[index].details[detail]]
    said[here] = True
    runs = {(forms[index].pathway, forms[index].entry) for index in here if forms[index].entry}
    if runs:
        said[[index for index, form in enumerate(forms) if (form.pathway, form.entry) in runs]] = True
    return said
