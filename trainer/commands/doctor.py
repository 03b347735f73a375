"""`greenroom doctor [--fix]`: check your data and repair it."""

from argparse import Namespace
from dataclasses import asdict

from trainer.doctor.checks import examine
from trainer.doctor.findings import FindingLevel
from trainer.environment import Environment
from trainer.opening import open_home
from trainer.terminal.output import output_layout, print_json, print_lines
from trainer.terminal.words import count


def run(args: Namespace, env: Environment) -> int:
    """Print the findings; 0 if all is well or was repaired, else 1."""
    home = open_home(env, args.home, finishing=False)
    found = list(examine(home, fix=args.fix))
    wrong = sum(finding.level is FindingLevel.WRONG for finding in found)
    if args.json:
        print_json(env, {"healthy": not wrong, "findings": [asdict(finding) for finding in found]})
        return int(wrong > 0)
    from trainer.terminal.layout import Line, paragraph

    width = output_layout(env).width
    lines: list[Line] = []
    for finding in found:
        text = f"{finding.message} {finding.fix}".strip()
        lines += paragraph(text, width, first=f" {finding.level.label:<6}  ")
    verdict = f"{count(wrong, 'thing is', 'things are')} wrong." if wrong else "All is well."
    print_lines(env, [*lines, *paragraph(verdict, width)])
    return int(wrong > 0)
