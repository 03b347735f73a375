"""A random sample of mutmut's mutants, and a report of its results; see docs/mutation.md.

`python -m tests.mutation sample` prints names for `mutmut run`, `python -m tests.mutation report` the results.
"""

import argparse
import ast
import difflib
import json
import random
import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

ROOT = Path("mutants")
LEAST = 12  # per module, or all it has
# mutmut's exit codes; a timeout may come from its own clock or from the CPU limit.
OUTCOMES = {1: "killed", 3: "killed", 36: "timed out", 24: "timed out", 152: "timed out", 255: "timed out"}
OUTCOMES |= {-24: "timed out", -9: "timed out", 0: "survived", 33: "untested", 5: "untested"}
DEAD = ("killed", "timed out")
# SQL without a string literal means the same in lower and upper case.
_SQL = re.compile(r"\b(SELECT|FROM|WHERE|AND|BY|DESC|LIMIT|JOIN|INSERT|DELETE|UPDATE|PRAGMA|BEGIN|COMMIT|ROLLBACK)\b")

Codes = dict[str, int | None]


def results() -> dict[str, Codes]:
    """Return every mutant's exit code by module; None for those not run."""
    found = {}
    for path in sorted(ROOT.rglob("*.py.meta")):
        if codes := json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]:
            found[path.relative_to(ROOT).as_posix().removesuffix(".meta")] = codes
    return found


def sample(modules: dict[str, Codes], of: int, seed: int) -> Iterator[str]:
    """Yield about this many names: each module's share, but at least `LEAST`."""
    rng = random.Random(seed)
    share = of / sum(map(len, modules.values()))
    for names in modules.values():
        yield from rng.sample(sorted(names), min(len(names), max(LEAST, round(share * len(names)))))


@dataclass(frozen=True)
class Module:
    """The results for one module's mutants.

    Attributes:
        name: Its file.
        mutants: How many mutants it has.
        run: How many of the mutants that were run had each outcome.
        left: The mutants that were not killed, each with the lines it changes.
        same: How many of those only change the case of SQL, which makes no difference.
    """

    name: str
    mutants: int
    run: Counter[str]
    left: dict[str, list[str]]
    same: int

    @property
    def dead(self) -> int:
        """How many mutants the tests caught."""
        return sum(self.run[outcome] for outcome in DEAD)


def module_results(name: str, codes: Codes, chosen: Collection[str] | None) -> Module:
    """Return a module's results, for the chosen mutants or for all that were run."""
    outcomes = {
        mutant: OUTCOMES.get(code, "strange")
        for mutant, code in codes.items()
        if code is not None and (chosen is None or mutant in chosen)
    }
    left = dict(_changes(name, [mutant for mutant, outcome in outcomes.items() if outcome not in DEAD]))
    return Module(name, len(codes), Counter(outcomes.values()), left, sum(map(_is_same_sql, left.values())))


def _changes(module: str, mutants: list[str]) -> Iterator[tuple[str, list[str]]]:
    text = (ROOT / module).read_text(encoding="utf-8")
    lines = text.splitlines()
    bodies = {
        node.name: [line.strip() for line in lines[node.lineno - 1 : node.end_lineno]]
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef) and "__mutmut_" in node.name
    }
    for mutant in mutants:
        name = mutant.rpartition(".")[2]
        original = f"{name.rpartition('__mutmut_')[0]}__mutmut_orig"
        changed = [line.replace(f"{name}(", f"{original}(") for line in bodies[name]]
        diff = list(difflib.unified_diff(bodies[original], changed, lineterm="", n=0))
        yield mutant, [line for line in diff[2:] if not line.startswith("@@")]


def _is_same_sql(diff: list[str]) -> bool:
    before, after = ("".join(line[1:] for line in diff if line[0] == sign) for sign in "-+")
    return before.casefold() == after.casefold() and _SQL.search(before) is not None and "'" not in before


def table(modules: list[Module]) -> Iterator[str]:
    """Yield one row per module, then the overall score, with its 95 % interval for a sample."""
    yield "| module | mutants | run | killed | timed out | left | same SQL | killed |"
    yield "|---|--:|--:|--:|--:|--:|--:|--:|"
    for module in modules:
        yield _row(module)
    mutants = sum(module.mutants for module in modules)
    whole = sum((module.run for module in modules), Counter[str]())
    yield _row(Module("all", mutants, whole, {}, sum(module.same for module in modules)))
    score = variance = 0.0
    for module in modules:
        if run := module.run.total():
            weight = module.mutants / mutants
            score += weight * module.dead / run
            # a stratified sample (Cochran, Sampling Techniques, 5.6); no module counts as all killed or none killed
            rate = (module.dead + 1) / (run + 2)
            variance += weight**2 * rate * (1 - rate) / run * (1 - run / module.mutants)
    yield f"\nEach module weighted by its mutants: {score:.1%} killed, 95 % interval ± {1.96 * sqrt(variance):.1%}."


def _row(module: Module) -> str:
    run = module.run.total()
    share = f"{module.dead / run:.0%}" if run else ""
    cells = [module.mutants, run, *(module.run[outcome] for outcome in DEAD), run - module.dead, module.same]
    return f"| `{module.name}` | {' | '.join(map(str, cells))} | {share} |"


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    drawing = commands.add_parser("sample", help="print the names of a random sample of mutants")
    drawing.add_argument("--of", type=int, default=1600, help="how many, roughly (default: 1600)")
    reporting = commands.add_parser("report", help="print the results, and every surviving mutant")
    reporting.add_argument("--of", type=int, help="report on a sample of this size alone, instead of all that were run")
    for command in (drawing, reporting):
        command.add_argument("--seed", type=int, default=1, help="the seed of the sample (default: 1)")
    args = parser.parse_args()
    found = results()
    chosen = None if args.of is None else frozenset(sample(found, args.of, args.seed))
    if args.command == "sample":
        print(*sorted(chosen or ()))
        return
    modules = [module_results(name, codes, chosen) for name, codes in found.items()]
    print(*table(modules), sep="\n")
    for module in modules:
        for mutant, diff in module.left.items():
            print("", mutant, *diff, sep="\n")


if __name__ == "__main__":
    main()
