"""The questions a new home asks: is there an interview coming up, and which packs suit you?"""

import re
from collections.abc import Sequence

from cards.errors import GreenroomError
from scheduler.log.store import Store
from trainer.files.file_changes import noted
from trainer.files.packs import all_packs
from trainer.files.settings import switch_packs
from trainer.home import Home
from trainer.interview.dates import MINUTES, MOST_MINUTES, Interview
from trainer.interview.dates_file import add_interview
from trainer.interview.spoken_date import interview_day, past_midnight
from trainer.terminal.dialogue import Dialogue
from trainer.terminal.layout import flow
from trainer.terminal.ui import Ui
from trainer.terminal.words import short_day, until

# What people answer to a question that starts with "is there".
_ONE, _NONE = {"y", "yes", "yep", "yeah"}, {"", "n", "no", "none", "nope", "not yet"}

_ASKED = "asked about an interview"  # and answered


def ask_interview(home: Home, store: Store, ui: Ui) -> None:
    """Ask for the day of the interview and the minutes a day to rehearse, and save both; Enter skips it.

    A home asks until there is an answer.

    Raises:
        UserLeft: The user leaves. A date they gave is saved; without one, the question comes again next time.
    """
    if home.interviews.exists() or store.has_been(_ASKED):
        return
    dialogue = Dialogue(ui)
    hint = "A date (fri, 10 Dec, in 9 days), or Enter to just practise"
    question = "Is there an interview coming up?"

    def ask() -> str:
        return dialogue.ask_below(flow([("label", "Interview"), ("", question), ("dim", hint)], ui.layout.width))

    while (text := ask()).casefold() not in _NONE:
        if text.casefold() in _ONE:
            question = "When is it?"
            continue
        try:
            interview = Interview(day=interview_day(text, home, lambda: dialogue), id=home.env.new_uuid())
        except GreenroomError as error:
            dialogue.say(str(error))
            continue
        try:
            interview = interview._replace(minutes=_ask_minutes(dialogue))
        finally:
            what = f"{interview.described} ({short_day(interview.day)}, {interview.minutes} min a day)"
            with noted(home, store, "set", what, home.interviews):
                add_interview(home.interviews, interview)
            store.is_first_time(_ASKED)
            when = f"{short_day(interview.day, home.today)}, {until(interview.day, home.today)}"
            dialogue.say(f"{when}, {interview.minutes} min a day. `greenroom interview show` has the plan.")
            if sentence := past_midnight(home):
                dialogue.say(sentence)
        return
    store.is_first_time(_ASKED)
    dialogue.say("If one comes up: `greenroom interview set fri`.")


def _ask_minutes(dialogue: Dialogue) -> int:
    while text := dialogue.ask("Minutes a day", f"Enter for {MINUTES}"):
        found = re.fullmatch(r"(\d{1,3}) ?(h|hours?|m|mins?|minutes?)?", text.casefold(), re.ASCII)
        minutes = int(found[1]) * (60 if (found[2] or "").startswith("h") else 1) if found else 0
        if 1 <= minutes <= MOST_MINUTES:
            return minutes
        dialogue.say(f'"{text}" is not a whole number from 1 to {MOST_MINUTES}.')
    return MINUTES


def offer_packs(home: Home, store: Store, ui: Ui) -> None:
    """Offer the packs that are off, and switch on those that the user picks; Enter picks none.

    Raises:
        UserLeft: The user leaves.
    """
    packs = [pack for pack in all_packs(home) if pack not in home.preferences.packs]
    if not packs:
        return
    dialogue = Dialogue(ui)
    listed = [("", f"{number} {pack}") for number, pack in enumerate(packs, start=1)]
    label = [("label", "Packs"), ("", "More questions for some roles:"), *listed, ("dim", "Numbers, or Enter for none")]
    while text := dialogue.ask_below(flow(label, ui.layout.width)):
        picked = [_pack(word, packs) for word in re.split(r"[\s,]+", text) if word]
        if None in picked:
            dialogue.say(f'Type the numbers of packs, such as 1 or 1 2, not "{text}".')
            continue
        chosen = list(dict.fromkeys(filter(None, picked)))
        switch_packs(home, store, chosen)
        dialogue.say(f"On: {', '.join(chosen)}. `greenroom decks --disable PACK` switches one off.")
        return


def _pack(word: str, packs: Sequence[str]) -> str | None:
    """Return the pack that a word names by its number or the beginning of its id; None for no single one."""
    if word.isdecimal() and 1 <= int(word) <= len(packs):
        return packs[int(word) - 1]
    found = [pack for pack in packs if pack.startswith(word.casefold())]
    return found[0] if len(found) == 1 else None
