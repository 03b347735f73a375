"""What mutmut leaves in `mutants/`: a chance sample of it to run, and what running it came to; see docs/mutation.md.

`python -m tests.mutation sample` prints names for `mutmut run`, `python -m tests.mutation report` what was found.
"""

import argparse
import ast
import difflib
import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from math import sqrt
from pathlib import Path

ROOT = Path("mutants")
LEAST = 12  # of each module, as far as it has so many
# Exit codes as mutmut keeps them: tests failed, or took too long by its clock or by that of the CPU; or passed.
KILLED, TIMED_OUT, SURVIVED, UNTESTED = (1, 3), (24, 36, 152, 255, -24, -9), (0,), (5, 33)


def results() -> dict[str, dict[str, int | None]]:
    """Return the exit code of every mutant by module, None for those that were not run."""
    found = {}
    for path in sorted(ROOT.rglob("*.py.meta")):
        if codes := json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]:
            found[path.relative_to(ROOT).as_posix().removesuffix(".meta")] = codes
    return found


def sample(modules: dict[str, dict[str, int | None]], of: int, seed: int) -> Iterator[str]:
    """Yield about so many names, of each module its share but at least `LEAST`."""
    rng = random.Random(seed)
    share = of / sum(map(len, modules.values()))
    for names in modules.values():
        yield from rng.sample(sorted(names), min(len(names), max(LEAST, round(share * len(names)))))


def outcome(code: int | None) -> str:
    """Return what an exit code says of a mutant."""
    if code is None:
        return "not run"
    return (
        "killed"
        if code in KILLED
        else "timed out"
        if code in TIMED_OUT
        else "survived"
        if code in SURVIVED
        else "untested"
        if code in UNTESTED
        else "strange"
    )


def table(modules: dict[str, dict[str, int | None]], names: set[str] | None = None) -> Iterator[str]:
    """Yield a row a module, and the score of all with its 95 % interval where only a sample was run."""
    yield "| module | mutants | run | killed | timed out | survived | untested | score |"
    yield "|---|--:|--:|--:|--:|--:|--:|--:|"
    everything, score, variance = sum(map(len, modules.values())), 0.0, 0.0
    whole: Counter[str] = Counter()
    for module, codes in modules.items():
        found = Counter(outcome(code) for name, code in codes.items() if names is None or name in names)
        run = found.total() - found["not run"]
        whole += found
        if run:
            dead = (found["killed"] + found["timed out"]) / run
            weight = len(codes) / everything
            score += weight * dead
            # of each module apart (Cochran, Sampling Techniques, 5.6); a rate of 0 or 1 is not taken at its word
            rate = (found["killed"] + found["timed out"] + 1) / (run + 2)
            variance += weight**2 * rate * (1 - rate) / run * (1 - run / len(codes))
        yield _row(module, len(codes), found)
    yield _row("all", everything, whole)
    yield f"\nWeighted by module: {score:.1%} killed, 95 % interval {1.96 * sqrt(variance):.1%} either way."


def _row(module: str, mutants: int, found: Counter[str]) -> str:
    run = found.total() - found["not run"]
    score = f"{(found['killed'] + found['timed out']) / run:.1%}" if run else ""
    cells = [found[name] for name in ("killed", "timed out", "survived", "untested")]
    return f"| {module} | {mutants} | {run} | " + " | ".join(map(str, cells)) + f" | {score} |"


def changes(module: str, names: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield what each mutant of a module changes, line by line."""
    text = (ROOT / module).read_text(encoding="utf-8")
    lines = text.splitlines()
    bodies = {
        node.name: [line.strip() for line in lines[node.lineno - 1 : node.end_lineno]]
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef) and "__mutmut_" in node.name
    }
    for name in names:
        mutant = name.rpartition(".")[2]
        original = f"{mutant.rpartition('__mutmut_')[0]}__mutmut_orig"
        changed = [line.replace(f"{mutant}(", f"{original}(") for line in bodies[mutant]]
        told = list(difflib.unified_diff(bodies[original], changed, lineterm="", n=0))
        yield name, [line for line in told[2:] if not line.startswith("@@")]


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("sample", "report"):
        command = commands.add_parser(name)
        command.add_argument("--of", type=int, default=1600 if name == "sample" else 0, help="how many mutants")
        command.add_argument("--seed", type=int, default=1, help="the seed of the choice")
    args = parser.parse_args()
    modules = results()
    if args.command == "sample":
        print(*sample(modules, args.of, args.seed))
        return
    names = set(sample(modules, args.of, args.seed)) if args.of else None
    print(*table(modules, names), sep="\n")
    for module, codes in modules.items():
        left = [name for name, code in codes.items() if outcome(code) in ("survived", "untested", "strange")]
        for name, told in changes(module, (name for name in left if names is None or name in names)):
            print(f"\n{name}: {outcome(codes[name])}", *told, sep="\n")


if __name__ == "__main__":
    main()
