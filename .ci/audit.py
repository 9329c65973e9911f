"""Is any pinned dependency known to be vulnerable? Ends with 1 if one is; 0 if not, or if nobody could be asked."""

import json
import subprocess
import sys
from pathlib import Path

LOCK = "requirements.lock"
UNREACHED = ("ConnectionError", "ServiceError", "Timeout", "Could not connect", "Max retries", "ProxyError", "SSLError")
"""What pip-audit says when the service of advisories does not answer."""


def main() -> int:
    """Ask about every pin of the lock file, and say in plain lines what was found."""
    command = [
        str(Path(sys.executable).parent / "pip-audit"), "--requirement", LOCK, "--require-hashes", "--disable-pip",
        "--format", "json", "--progress-spinner", "off", "--timeout", "20",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True)
    return say(done.stdout, done.stderr)


def say(found: str, trouble: str) -> int:
    """Print what pip-audit's answer means, and return the exit code: `found` its JSON, `trouble` its errors."""
    try:
        pins = json.loads(found)["dependencies"]
    except (ValueError, KeyError):
        if any(word in trouble for word in UNREACHED):
            print(f"no tests: audit (the service of advisories does not answer, so nothing in {LOCK} was asked about)")
            return 0
        print(trouble.strip() or "pip-audit said nothing", file=sys.stderr)
        return 1
    asked = [pin for pin in pins if "skip_reason" not in pin]
    if not asked:  # a mirror without advisories knows no package at all
        print(f"no tests: audit (the service of advisories knows none of the {len(pins)} pins of {LOCK})")
        return 0
    for pin in pins:
        for advisory in pin.get("vulns", ()):
            mend = ", ".join(advisory["fix_versions"]) or "no version yet"
            print(f"{pin['name']} {pin['version']}: {advisory['id']}, mended in {mend}")
    unknown = [pin["name"] for pin in pins if "skip_reason" in pin]
    if unknown:
        print(f"not asked about: {', '.join(unknown)}")
    bad = sum(bool(pin.get("vulns")) for pin in pins)
    print(f"audit: {len(asked)} of {len(pins)} pins asked about, {bad} with an advisory")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
