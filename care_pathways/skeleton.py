"""The skeleton of a pathway: module, evidence, code and test, which pass every check and are then made true.

It stands in a domain's folder here, or in a folder of one's own.
"""

from __future__ import annotations

import re
from pathlib import Path

import care_pathways
from synth.errors import BadArguments

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9' -]{0,59}")

_MODULE = '''"""@Name@: how it begins, is reviewed and is over."""  # a skeleton: mend this too

from care_pathways import beside
from synth.pathway.language.expressions import Fact
from synth.pathway.language.model import REST, Choice, Pathway, Step, When
from synth.pathway.language.notes import Notes, whether
from synth.pathway.language.writes import BEGUN, ENDED, diagnose

p = beside(__file__)

GP = "general practice (GP)"


class @Notes@(Notes):
    """What is known of someone who may have it."""

    affected = whether("the person ever has it")
    begun = whether("it has begun")


n = @Notes@

@CONSTANT@ = Pathway(
    "@name@",
    starts_on="birth",  # a life event of the world, or the signal of another pathway
    only=~Fact("stillborn"),
    at_death="died",
    notes=@Notes@,
    guideline="",  # such as "NICE NG136"
    steps=[
        Step("whether", draws={n.affected: p.ever_affected}, then=When({"onset": n.affected})),
        Step("onset", GP, after=p.age_at_onset, contact="gp_consultation", lasts=p.length_of_visit, draws={n.begun: 1},
             writes=[diagnose("@key@", entry="@key@", change=BEGUN)], then="review"),
        Step("review", GP, after=p.between_reviews, contact="gp_consultation", lasts=p.length_of_visit,
             then=Choice({"over": p.over_at_review, "review": REST})),
        Step("over", GP, writes=[diagnose("@key@", entry="@key@", change=ENDED)]),
        Step("died", GP, writes=[diagnose("@key@", entry="@key@", change=ENDED, when=n.begun)]),
    ],
)  # fmt: skip

PATHWAYS = [@CONSTANT@]
'''

_EVIDENCE = """# @Name@. Every number here is a skeleton's: put in yours, each with publication, year and table.

[ever_affected]
average = 0.05
unit = "probability"
source = "assumption: a skeleton's number; how many ever have it"

[age_at_onset]
quantiles = [[0, 2], [0.5, 40], [1, 80]]
unit = "years"
source = "assumption: a skeleton's number; how old those are who have it when it begins"

[between_reviews]
quantiles = [[0, 300], [0.5, 365], [1, 450]]
unit = "days"
source = "assumption: a skeleton's number; a review about once a year"

[over_at_review]
average = 0.05
unit = "probability"
source = "assumption: a skeleton's number; for how many of those reviewed it is over"

[length_of_visit]
value = 10
unit = "minutes"
source = "assumption: an appointment in general practice"
"""

_CODES = """key,system,code,display,source
@key@,,,@Name@,text only: no code evidenced
"""

_TEST = '''"""@Name@: it is sound, every step of it is reached, and about as many have it as its evidence says."""

from pathlib import Path

import synth.api

HERE = @HERE@


def test_it_is_sound():
    assert synth.api.pathway_faults(pathways=HERE) == []


def test_every_step_is_reached_and_some_have_it():
    tried = synth.api.pathway_trial("@name@", families=2000, pathways=HERE)
    assert [step for step, count in tried.reached.items() if not count] == []
    share = tried.reached["onset"] / tried.reached["whether"]
    assert 0.005 < share < 0.05  # of 5 in 100 who ever have it, those have not begun who are too young
'''


def written(name: str, into: Path) -> list[Path]:
    """Write the skeleton of a pathway of a name into a folder, and give the files; nothing that is there is touched.

    BadArguments where the name cannot be one, is taken, or a file is there already.
    """
    if not _NAME.fullmatch(name):
        raise BadArguments(f"the name {name!r}: use letters, digits, spaces and hyphens, at most 60, a letter first")
    stem = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    if stem.startswith(("test_", "conftest")):
        raise BadArguments(f"the name {name!r}: files that begin so are tests: choose another name")
    taken = {p.name for p in care_pathways.pathways()}
    if name in taken:
        raise BadArguments(f"there is a pathway '{name}' already: choose another name")
    ours = into.resolve().parent == care_pathways.HERE and into.name in care_pathways.DOMAINS
    home = care_pathways.HERE if ours else into
    test = home.parent / "tests" / "spec" if ours else into
    texts = {into / f"{stem}.py": _MODULE, into / f"{stem}.toml": _EVIDENCE, test / f"test_{stem}.py": _TEST}
    if stem not in care_pathways.codelists():
        texts[home / care_pathways.CODELISTS.name / f"{stem}.csv"] = _CODES
    there = [path for path in texts if path.exists()]
    if there:
        raise BadArguments(f"{there[0]} is there already: choose another name or folder")
    marks = {
        "name": name, "Name": name[0].upper() + name[1:], "key": stem, "CONSTANT": stem.upper(),
        "Notes": stem.title().replace("_", "") + "Notes",
        "HERE": "None  # it stands among ours" if ours else "Path(__file__).parent",
    }  # fmt: skip
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(_filled(text, marks))
    return list(texts)


def _filled(text: str, marks: dict[str, str]) -> str:
    filled = re.sub(r"@(\w+)@", lambda found: marks[found[1]], text)
    return filled.replace("from pathlib import Path\n\n", "") if "Path(" not in filled else filled
