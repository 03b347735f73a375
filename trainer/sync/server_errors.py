"""What can go wrong with a PostgreSQL server, in sentences."""

import re
from typing import TYPE_CHECKING, NamedTuple

from cards.text import clean_line
from trainer.sync.target import TargetError

if TYPE_CHECKING:
    import psycopg

    from trainer.sync.server import Address

OVER_QUOTA = "GRQTA"  # raised by the trigger in schema/1.sql
_SHORT = 200  # characters of a server's own words
_SECRET = re.compile(r"(?i)\b(\w*(?:password|secret|_key))(\s*[=:]\s*)(\S+)|(://[^\s/@:]*):[^\s/@]+@")


class _Case(NamedTuple):
    """An error and what to say of it. `{where}`, `{user}`, `{host}` and `{reason}` are filled in."""

    states: str  # SQLSTATEs, or their classes
    text: str  # matches the message, for what goes wrong before there is a SQLSTATE
    what: str
    fix: str
    is_absent: bool = False


_ASK_OWNER = "Ask the hub's owner."
_LATER = "Try again later; what you have here is sent then."
_CASES = (
    _Case(
        "28P01",
        "password authentication failed",
        "{where} does not accept the password for {user}",
        "Check its line in {password_file}, or ask the hub's owner for another invitation.",
    ),
    _Case(
        "",
        "no password supplied",
        "There is no password for {user} at {where}",
        "Put the line from your invitation into {password_file}, which nobody else may read (chmod 600).",
    ),
    _Case(
        "",
        "authentication method requirement",
        "{where} asks for the password itself instead of a proof that you know it",
        "The hub's owner has to use scram-sha-256 in pg_hba.conf.",
    ),
    _Case(
        "",
        "certificate verify failed|does not match host name|root certificate|certificate .*(?:expired|revoked|unknown)",
        "The TLS certificate of {where} can't be verified ({reason})",
        "If the hub has an authority of its own, save that certificate and add ?sslrootcert=FILE to the address.",
    ),
    _Case(
        "",
        "does not support SSL|SSL was required",
        "{where} does not offer TLS",
        "The hub's owner has to turn it on; docs/hub.md says how.",
    ),
    _Case(
        "",
        "could not translate host name|failed to resolve|Name or service not known|getaddrinfo|nodename nor servname",
        "There is no machine called {host}, or you are offline",
        "Check the address and your network.",
        is_absent=True,
    ),
    _Case(
        "57014 55P03 25P03 25P04",
        "timeout expired|timed out",
        "{where} did not answer in time",
        _LATER,
        is_absent=True,
    ),
    _Case(
        "",
        "Connection refused|No such file or directory|Is the server running",
        "No PostgreSQL answers at {where}",
        "Check the host and the port, and whether the server runs.",
        is_absent=True,
    ),
    _Case("", "unreachable|No route to host", "{where} is out of reach", "Check your network.", is_absent=True),
    _Case("3D000", 'database ".*" does not exist', "There is no such database at {where}", "Check the address."),
    _Case(
        "28000",
        r"no pg_hba\.conf entry|not permitted to log in|role .* does not exist|authentication failed",
        "{where} does not let {user} in from here",
        _ASK_OWNER,
    ),
    _Case(
        "3F000 42P01 42883",
        "",
        "There is no greenroom hub in {where}",
        "Check the address; the hub's owner makes it with `greenroom hub init`.",
    ),
    _Case("42501", "", "{user} may not do that at {where}", _ASK_OWNER),
    _Case(
        OVER_QUOTA,
        "",
        "Your share of {where} is full",
        "Ask the hub's owner for more; what you have here stays, and is sent then.",
    ),
    _Case("53100", "", "The disk of {where} is full", "Ask the hub's owner; what you have here is sent later."),
    _Case(
        "25006",
        "read-only",
        "{where} takes nothing now: it is read-only, a replica perhaps",
        "Use the address of the primary server, or try again later.",
    ),
    _Case(
        "53300 53400",
        "too many (?:connections|clients)|remaining connection slots",
        "{where} has no room for another connection",
        _LATER,
        is_absent=True,
    ),
    _Case(
        "57P 08",
        "server closed the connection|connection.*(?:closed|lost|reset|aborted|bad)|EOF|Broken pipe"
        "|the database system is",
        "The connection to {where} broke",
        _LATER,
        is_absent=True,
    ),
    _Case("40 23505", "", "{where} is busy with another of your machines", _LATER),
)


def explained(error: "psycopg.Error", address: "Address", *, timed_out: bool = False) -> TargetError:
    """Return an error of psycopg as one for the user. No secret is in it.

    Args:
        error: The error.
        address: The server.
        timed_out: Whether we hung up because no answer came.
    """
    message = "timeout expired" if timed_out else str(error)
    state = "" if timed_out else error.sqlstate or ""
    case = next((case for case in _CASES if _fits(case, state, message)), None)
    reason = _reason(message)
    if case is None:
        return TargetError(f"{address.where} refuses that: {reason or type(error).__name__}", _ASK_OWNER)
    words = {
        "where": address.where,
        "host": address.parameters.get("host", address.where),
        "user": address.parameters.get("user", "you"),
        "reason": reason,
        "password_file": address.password_file,
    }
    return TargetError(case.what.format(**words), case.fix.format(**words), is_absent=case.is_absent)


def nonsense(address: "Address") -> TargetError:
    """Return the error for a server that answers what no hub would."""
    return TargetError(f"{address.where} answers nonsense", "Nothing of it was taken. Ask the hub's owner.")


def may_pass(error: "psycopg.Error") -> bool:
    """Return whether trying again may help: the line broke, or another transaction was quicker."""
    import psycopg

    state = error.sqlstate or ""
    if state:
        return state.startswith(("40", "08", "57P")) or state in {"23505", "53300"}
    return isinstance(error, psycopg.OperationalError)


def without_secrets(text: str) -> str:
    """Return a message with every secret in it blanked out."""
    return _SECRET.sub(lambda found: f"{found[1]}{found[2]}***" if found[1] else f"{found[4]}:***@", text)


def _fits(case: _Case, state: str, message: str) -> bool:
    if state:
        return any(state.startswith(each) for each in case.states.split())
    return bool(case.text) and re.search(case.text, message, re.IGNORECASE) is not None


def _reason(message: str) -> str:
    """Return the last part of a message of libpq, which says what it is about."""
    lines = [line for line in message.splitlines() if line.strip()] or [""]
    text = clean_line(without_secrets(lines[0]))
    text = re.sub(r"connection failed: |connection to .*? failed: ", "", text)
    return text.removeprefix("FATAL:").removeprefix("SSL error:").strip().rstrip(".")[:_SHORT]
