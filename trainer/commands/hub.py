"""`greenroom hub init|invite|status|remove|forget`: a database that several people sync with."""

from argparse import Namespace
from datetime import datetime

from cards.errors import GreenroomError, UsageError
from cards.text import clean_line
from trainer.environment import Environment
from trainer.sync.hub import MEGABYTE, Hub, Person
from trainer.terminal.layout import BLANK, Line, entry, paragraph, shorten
from trainer.terminal.output import output_layout, print_json, print_lines, print_sentence
from trainer.terminal.words import count, short_day, size

_LONGEST = 60  # characters of a person's name


def run(args: Namespace, env: Environment) -> int:
    """Make, show or change a hub; 0."""
    if args.target is None:
        raise UsageError("ADDRESS is missing", "See `greenroom hub status --help`.")
    hub = Hub(args.target, variables=env.variables)
    try:
        {"init": _init, "invite": _invite, "status": _status, "remove": _remove, "forget": _forget}[args.action](
            hub, args, env
        )
    finally:
        hub.close()
    return 0


def _init(hub: Hub, args: Namespace, env: Environment) -> None:
    before, version, open_rights, removed = hub.prepare()
    where = hub.address.where
    if before == version:
        print_sentence(env, f"The hub in {where} is up to date.")
    elif before:
        print_sentence(env, f"The hub in {where} is now at version {version}.")
    else:
        invite = f"greenroom hub invite {args.target} PERSON"
        print_sentence(env, f"There is a hub in {where} now. To let someone sync with it: `{invite}`.")
    if removed:
        print_sentence(env, f"Removed {count(removed, 'login')} of people who have left.")
    for right in open_rights:
        what = f"Members can {right}, which their quota doesn't count."
        print_sentence(env, f"{what} To forbid it, run `greenroom hub init` once as the server's superuser.")


def _invite(hub: Hub, args: Namespace, env: Environment) -> None:
    person = clean_line(args.person).strip()
    if not 0 < len(person) <= _LONGEST:
        raise UsageError(f"PERSON has to have 1 to {_LONGEST} characters", "Any name you know them by will do.")
    invited = hub.invite_again(person) if args.again else hub.invite(person, args.quota * MEGABYTE)
    if args.again:
        print_sentence(env, f"{person} has a new password; the one before no longer works.")
    else:
        print_sentence(env, f"{person} can sync with your hub now. Send them this:")
    width = output_layout(env).width
    print_lines(env, [BLANK])
    # Lines to copy, so they are printed whole, however narrow the terminal.
    print(f"   greenroom sync {invited.url}{_authority(args.target)}\n\n   {invited.line}\n", file=env.stdout)
    how = (
        "The second line has the password: send it privately. It goes into ~/.pgpass (on Windows"
        " %APPDATA%\\postgresql\\pgpass.conf), which nobody else may read: chmod 600 ~/.pgpass."
        " It isn't kept, so you won't see it again."
    )
    print_lines(env, paragraph(how, width))
    if invited.is_local:
        host = hub.address.parameters.get("host", "the host")
        how = f"In both lines, replace {host} with the name that others reach it by."
        print_lines(env, paragraph(f"This address works on this machine alone. {how}", width))
    if "sslrootcert=" in args.target:
        print_lines(env, paragraph("They also need the file with the authority's certificate.", width))


def _status(hub: Hub, args: Namespace, env: Environment) -> None:
    status = hub.status()
    if args.json:
        print_json(env, status._asdict() | {"people": [_json(person) for person in status.people]})
        return
    width = output_layout(env).width
    used, quota = (sum(getattr(person, name) for person in status.people) for name in ("used", "quota"))
    everyone = f"{count(len(status.people), 'person', 'people')}, {size(used)} of {size(quota)}"
    heading = f"{hub.address.where}: {everyone if status.is_owner else 'your share'}"
    lines: list[Line] = paragraph(heading, width, style="title")
    for person in status.people:
        pushed = person.pushed_at
        last = f"last sent something {_when(pushed, env)}" if pushed else "nothing sent yet"
        room = f"{size(person.used)} of {size(person.quota)}"
        name = shorten(clean_line(person.label), width - len(room) - 4)
        lines += entry(name, room, width, f"{count(person.segments, 'segment')}, {last}")
    lines += paragraph(f"Version {status.version}, PostgreSQL {clean_line(status.server)}", width, style="dim")
    if status.left:
        what = f"{count(status.left, 'login')} of people who have left; `greenroom hub init` removes them."
        lines += paragraph(what, width)
    print_lines(env, lines)


def _when(at: datetime, env: Environment) -> str:
    local = at.astimezone(env.zone)
    return f"{short_day(local.date(), env.clock().astimezone(env.zone).date())} {local:%H:%M}"


def _json(person: Person) -> dict[str, object]:
    pushed = person.pushed_at.isoformat(timespec="seconds") if person.pushed_at else None
    return person._asdict() | {"pushed_at": pushed}


def _remove(hub: Hub, args: Namespace, env: Environment) -> None:
    person = hub.person(clean_line(args.person).strip())
    what = f"{person.label} and everything they have there ({size(person.used)})"
    _agree(env, f"Remove {what} from the hub", yes=args.yes)
    hub.remove(person)
    print_sentence(env, f"{person.label} is no longer on the hub. What they have on their machines stays theirs.")


def _forget(hub: Hub, args: Namespace, env: Environment) -> None:
    _agree(env, f"Erase everything you have in {hub.address.where}, and leave the hub", yes=args.yes)
    if not hub.forget():
        raise GreenroomError(f"You have nothing in {hub.address.where}")
    print_sentence(
        env, "Erased. What you have on your machines stays, and backups of the hub are its owner's to delete."
    )


def _agree(env: Environment, what: str, *, yes: bool) -> None:
    """Ask before something that can't be undone."""
    if yes:
        return
    if not env.interactive:
        raise UsageError(f"{what}? That can't be undone", "Add --yes to do it.")
    from trainer.terminal.ui import UserLeft, open_ui

    try:
        agreed = open_ui(env, plain=False).ask(f"{what}?", "y yes · Enter no").strip().casefold() in ("y", "yes")
    except UserLeft:
        agreed = False
    if not agreed:
        raise GreenroomError("Nothing was changed")


def _authority(target: str) -> str:
    """Return what the address has to say about the hub's own authority."""
    return "?sslrootcert=FILE" if "sslrootcert=" in target else ""
