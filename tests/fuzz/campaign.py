"""The campaign: random cases, each on a copy of one home, until the time is over."""

import argparse
import json
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from tests.fuzz import child
from tests.fuzz.arguments import asks, parser, random_argv
from tests.fuzz.cases import Case, Change, Command, Step
from tests.fuzz.homes import apply, make_template, random_change
from tests.fuzz.laws import Broken, broken, kept, unsound
from tests.mutations import TOKENS

_KEYS = (
    "",
    "",
    "",
    "1",
    "2",
    "3",
    "4",
    "1 2",
    "a",
    "u",
    "e",
    "b",
    "s",
    "f",
    "n",
    "w",
    "p",
    "t",
    "o",
    "d",
    "?",
    "q",
    "y",
    "no",
)
_LINES = (
    *(key.encode() for key in _KEYS * 3),
    *TOKENS,
    b"Acme",
    b"+7",
    b"tomorrow",
    b"mine/sure",
    b"! must",
    b"x" * 70_000,
)
_VARIABLES = {
    "COLUMNS": ("20", "0", "-5", "x", "100000", "200"),
    "TZ": ("UTC+23:59", "Pacific/Kiritimati", "nonsense", ":/etc/passwd"),
    "EDITOR": ("rm", "", "ed 'x", "ed --wait"),
    "NO_COLOR": ("1",),
    "GREENROOM_HOME": ("nowhere", ""),
    "GREENROOM_PLAIN": ("1",),
    "TERM": ("dumb", "\x1b"),
}
_DAYS = (0, 0, 0, 0, 1, 2, 7, 30, 400, -1, -400, -20_000, 2_000_000, 2_912_000)
_TRIES = 60  # to make a case smaller


class Finding:
    """A broken law, with the smallest case that was found for it."""

    def __init__(self, name: str, case: Case, law: Broken) -> None:
        self.name = name
        self.case = case
        self.law = law


class Campaign:
    """Cases in a folder."""

    def __init__(self, folder: Path) -> None:
        """Make the home and the files all cases begin with."""
        self._template = folder / "template"
        self._folder = folder / "case"
        make_template(self._template)
        child.import_everything()
        self._parser = parser()
        self.commands: Counter[str] = Counter()
        self.codes: Counter[int] = Counter()
        self.changes: Counter[str] = Counter()
        self.most_memory = 0.0
        self.most_processor = 0.0

    def run(self, seed: str, seconds: float, say: Callable[[str], None]) -> list[Finding]:
        """Try one case after the other; return what they found, each fault once."""
        end, findings, number = time.monotonic() + seconds, dict[str, Finding](), 0
        while time.monotonic() < end:
            name = f"{seed}/{number}"
            case = self.random_case(name)
            for law in self.check(case):
                if law.kind not in findings:
                    findings[law.kind] = found = self._smallest(Finding(name, case, law))
                    say(f"{name}: {found.law.law}: {found.law.detail[:300]!r}\n{found.case.as_json()}")
            number += 1
        self.commands["cases"] = number
        return list(findings.values())

    def random_case(self, name: str) -> Case:
        """Return the case of a name: a few changes and commands."""
        rng = Random(name)
        steps: list[Step] = []
        for _ in range(rng.randint(1, 4)):
            argv = random_argv(rng, self._parser)
            for _ in range(rng.choices((0, 1, 2), (50, 40, 10))[0]):
                steps.append(random_change(rng, self._template, argv))  # noqa: PERF401  # the two draw in turn
            steps.append(_random_command(rng, argv))
        return Case(tuple(steps))

    def check(self, case: Case) -> Iterator[Broken]:
        """Run a case; yield the laws it breaks."""
        shutil.rmtree(self._folder, ignore_errors=True)
        shutil.copytree(self._template, self._folder, symlinks=True)
        home = self._folder / "home"
        is_sound = True
        for step in case.steps:
            if isinstance(step, Change):
                self.changes[step.how] += apply(step, self._folder)
                is_sound = is_sound and not _may_damage_the_log(step.path)
            else:
                yield from self._obey(step, home)
        if is_sound:
            done = child.run(Command(("--home", "home", "doctor", "--json")), self._folder)
            yield from unsound(done)

    def _obey(self, command: Command, home: Path) -> Iterator[Broken]:
        args = asks(command.argv, self._parser)
        before = kept(home)
        done = child.run(command, self._folder)
        self.commands[args.command if args and "command" in args else "refused"] += 1
        self.codes[done.code] += 1
        self.most_memory = max(self.most_memory, done.memory)
        self.most_processor = max(self.most_processor, done.processor)
        yield from broken(args, before, done, home)

    def _smallest(self, found: Finding) -> Finding:
        """Take steps and words away as long as the same law is broken."""
        tries = 3 if found.law.law in ("hangs", "slow") else _TRIES
        while tries > 0:
            for case in found.case.smaller():
                tries -= 1
                law = next((law for law in self.check(case) if law.kind == found.law.kind), None)
                if law:
                    found = Finding(found.name, case, law)
                    break
                if tries <= 0:
                    break
            else:
                break
        return found


def _random_command(rng: Random, argv: tuple[str, ...]) -> Command:
    lines = [rng.choice(_LINES) for _ in range(rng.choice((0, 0, 5, 30)))]
    variables = {name: rng.choice(values) for name, values in _VARIABLES.items() if rng.random() < 0.05}
    saved = tuple(b"".join(rng.choices(TOKENS, k=3)) for _ in range(rng.choice((0, 1, 2))))
    return Command(argv, rng.choice((b"\n", b"\n", b"\r\n", b"")).join(lines), saved, variables, rng.choice(_DAYS))


def _may_damage_the_log(path: str) -> bool:
    return path == "home" or path.startswith(("home/greenroom.db", "home/backups", "files/"))


def main() -> int:
    """Run the campaign, or one case of it again; return 1 if a law was broken."""
    options = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    options.add_argument("--minutes", type=float, default=60)
    options.add_argument("--seed", default="1")
    options.add_argument("--case", metavar="N", help="run only the N-th case of the seed")
    options.add_argument("--replay", metavar="FILE", type=Path, help="run a case that was printed")
    options.add_argument("--folder", type=Path, required=True, help=argparse.SUPPRESS)
    args = options.parse_args()
    campaign = Campaign(args.folder)
    if args.replay or args.case:
        return _again(campaign, args)
    found = campaign.run(args.seed, args.minutes * 60, lambda text: print(text, flush=True))
    print(_report(campaign, args, found))
    return int(bool(found))


def _again(campaign: Campaign, args: argparse.Namespace) -> int:
    from tests.fuzz.cases import case_of

    case = case_of(args.replay.read_text()) if args.replay else campaign.random_case(f"{args.seed}/{args.case}")
    print(case.as_json())
    found = list(campaign.check(case))
    for law in found:
        print(f"{law.law}: {law.detail}")
    return int(bool(found))


def _report(campaign: Campaign, args: argparse.Namespace, found: list[Finding]) -> str:
    facts = {
        "seed": args.seed,
        "minutes": args.minutes,
        "cases": campaign.commands.pop("cases"),
        "commands": sum(campaign.commands.values()),
        "of each": dict(campaign.commands.most_common()),
        "exit codes": dict(sorted(campaign.codes.items())),
        "changes": dict(campaign.changes.most_common()),
        "most memory, MB": round(campaign.most_memory),
        "most processor time, s": round(campaign.most_processor, 1),
        "broken": [f"{each.name}: {each.law.kind}" for each in found],
    }
    return json.dumps(facts, indent=1)
