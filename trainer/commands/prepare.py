"""`greenroom prepare ADVERT`: read an advert, and choose and draft the cards for its interview."""

from argparse import Namespace
from collections.abc import Sequence
from typing import Any

from cards.card import Card
from cards.text import clean_line
from decks.library.library import Library
from decks.toml.write import card_table
from scheduler.log import stories as story_log
from scheduler.log.store import Store
from trainer.environment import Environment
from trainer.files.own_material import Material
from trainer.home import Home
from trainer.interview.choice import choose_interview, with_this_name
from trainer.interview.dates import Interview, NoInterview, coming, read_interviews
from trainer.interview.prepared import Prepared, wanted_cards
from trainer.interview.requirements import requirement_rows
from trainer.interview.spoken_date import interview_day
from trainer.opening import open_home, open_library, open_store
from trainer.prepare.conversation import Conversation
from trainer.prepare.documents import PASTED
from trainer.prepare.drafts import Draft
from trainer.prepare.keeping import MadeCards, keep_prepared
from trainer.prepare.preparation import Preparation, Preparer, requirements_of
from trainer.prepare.screens import chosen, draft_lines, overview, table
from trainer.terminal.dialogue import Dialogue
from trainer.terminal.layout import BLANK, Line, paragraph
from trainer.terminal.output import output_layout, print_json, print_lines, print_sentence
from trainer.terminal.ui import UserLeft, open_ui
from trainer.terminal.words import count, short_day

_NOTHING_KEPT = "Nothing was changed. `--yes` keeps the cards with the interview."


def run(args: Namespace, env: Environment) -> int:
    """Show what an advert asks for and, once the user agrees or with --yes, keep what comes of it; 0."""
    home = open_home(env, args.home)
    asks = env.interactive and not (args.json or args.yes)
    if args.advert == PASTED and env.interactive:
        print_sentence(env, "Paste the advert, then press Enter and Ctrl-D.", env.stderr)
    with open_store(home) as store, open_library(home, store) as library:
        preparer = Preparer(home, library, store, args.advert, args.cv)
        was = _interview(home, args.at, needed=args.yes)
        if asks:
            _talk(args, home, library, store, preparer, was)
            return 0
        interview = was and _with_name(was, args.at)
        found = preparer.prepare(interview, preparer.earlier_corrections(interview))
        added = 0
        if args.yes and interview is not None:
            added = keep_prepared(home, store, interview, found, found.drafts, was=was)
            library.refresh()
        if args.json:
            print_json(env, _json(found))
            return 0
        kept = _kept(was, interview, found, added) if args.yes and interview else _NOTHING_KEPT
        lines = _everything(home, store, preparer, found, interview)
        print_lines(env, [*lines, BLANK, *paragraph(kept, output_layout(env).width)])
    return 0


def _talk(
    args: Namespace, home: Home, library: Library, store: Store, preparer: Preparer, was: Interview | None
) -> None:
    """Show, ask and keep. Nothing is written before the user agrees to keep it."""
    ui = open_ui(home.env, plain=args.plain)
    dialogue = Dialogue(ui)
    try:
        if was and args.at and not was.at and not _is_same(dialogue, was, clean_line(args.at)):
            was = None
        interview = _with_name(was, args.at) if was else _new_interview(dialogue, home, args.at)
        if interview is None:
            ui.say("Without a date nothing is kept: here's only what the advert asks for.")
        conversation = Conversation(dialogue, preparer, interview)
        found = conversation.agree()
    except UserLeft:
        ui.say("Nothing was changed.")
        return
    if interview is None:
        ui.show([*chosen(found, ui.layout), *_table(home, store, found, interview, found.drafts)])
        ui.say("Nothing was kept. Once you have a date, do this again and name it.")
        return
    drafts, left = conversation.choose(found.drafts, MadeCards(home, interview).__contains__)
    ui.show([*chosen(found, ui.layout), *_table(home, store, found, interview, drafts)])
    if not _keeps(dialogue, f"Keep this for {interview.described} on {short_day(interview.day, home.today)}?"):
        ui.say("Nothing was changed.")
        return
    added = keep_prepared(home, store, interview, found, drafts, was=was)
    library.refresh()
    ui.say(_kept(was, interview, found, added))
    if left:
        ui.say(f"You left before {count(left, 'new card')}. Run the same command again to go on.")


def _keeps(dialogue: Dialogue, question: str) -> bool:
    """Ask whether to keep what was confirmed step by step. Leaving, as when the terminal closes, keeps nothing."""
    try:
        return dialogue.agree(question, "Enter keep · n or q change nothing")
    except UserLeft:
        return False


def _is_same(dialogue: Dialogue, nameless: Interview, at: str) -> bool:
    dialogue.say(f"Your interview on {short_day(nameless.day)} has no name yet.")
    return dialogue.agree(f"Is it the one at {at}?", "Enter yes · n a second interview")


def _with_name(interview: Interview, at: str | None) -> Interview:
    """Return an interview with the name given, if it has none."""
    return interview if interview.at else interview._replace(at=clean_line(at or ""))


def _interview(home: Home, at: str | None, *, needed: bool) -> Interview | None:
    """Return the interview ahead that is meant, which may have no name yet; None if there is none.

    Raises:
        NoInterview: There is none, but one is `needed`.
        SeveralInterviews: No name was given, several are ahead, and there is no terminal to choose at.
    """
    ahead = coming(read_interviews(home.interviews), home.today)
    found = ahead if at is None else with_this_name(ahead, at)
    if not found and needed:
        raise NoInterview(at, ahead)
    if len(found) > 1 and (at is None or not found[0].at):
        return choose_interview(home.env, found)
    return found[0] if found else None


def _new_interview(dialogue: Dialogue, home: Home, at: str | None) -> Interview | None:
    """Ask when the interview is; None if the user doesn't know yet."""
    name = clean_line(at or "")
    label = f"When is the interview{f' at {name}' if name else ''}?"
    text = dialogue.ask(label, "fri, 10 Dec, in 9 days · Enter if you don't know yet")
    if not text:
        return None
    day = interview_day(text, home, lambda: dialogue)
    name = name or dialogue.ask("Who is it with?", "the employer's name · Enter leaves it open")
    return Interview(day=day, at=name, id=home.env.new_uuid())


def _everything(
    home: Home, store: Store, preparer: Preparer, found: Preparation, interview: Interview | None
) -> list[Line]:
    layout = output_layout(home.env)
    lines = overview(found, preparer.data.terms.things, layout)
    for draft in found.drafts:
        lines += draft_lines(draft, layout)
    return [*lines, *chosen(found, layout), *_table(home, store, found, interview, found.drafts)]


def _table(
    home: Home, store: Store, found: Preparation, interview: Interview | None, drafts: Sequence[Draft]
) -> list[Line]:
    layout = output_layout(home.env)
    interview = interview or Interview(home.today)
    prepared: Prepared = requirements_of(found, interview, MadeCards(home, interview).named(drafts))
    stories = Material(home, notice=home.notice).stories()
    return table(requirement_rows(prepared.requirements, stories, story_log.stories_told(store)), layout)


def _kept(was: Interview | None, interview: Interview, found: Preparation, added: int) -> str:
    named = "" if was is None or was.at == interview.at else f"Your interview is now called {interview.at}. "
    new = f" and {count(added, 'new card')}" if added else ""
    cards = count(len(found.choice.cards), "card")
    is_first = was is None or not wanted_cards(was)
    back = "takes it all back" if is_first else "takes this run back; `greenroom undo --list` has the earlier ones"
    return (
        f"{named}Kept {cards}{new} for {interview.described}. Must-haves still come first, then these, then other"
        " questions; `greenroom interview show` names any that won't fit before the day. `greenroom sheet` shows what"
        f" the advert asks for, `greenroom undo` {back}."
    )


def _json(found: Preparation) -> dict[str, Any]:
    reading, shown = found.reading, found.shown

    def cv(name: str) -> dict[str, Any]:
        return {"cv": {"support": shown[name].support, "lines": shown[name].lines}} if name in shown else {}

    return {
        "competencies": [
            {"id": each.id, "title": each.title, "weight": each.weight, "parts": each.parts, "lines": each.lines}
            | cv(each.id)
            for each in reading.competencies
        ],
        "things": [each._asdict() | cv(each.text) for each in reading.things],
        "unmatched": [{"line": each.number, "text": each.text} for each in reading.unmatched],
        "cards": list(map(str, found.choice.cards)),
        "drafts": [{"template": each.template, "line": each.line} | _card_json(each.card) for each in found.drafts],
    }


def _card_json(card: Card) -> dict[str, Any]:
    table = card_table(card)
    table.pop("id", None)
    return table
