"""The conversation about an advert: what was found is shown, corrected, and kept once the user says so."""

import re
from collections.abc import Callable, Sequence

from cards.advert import Demand
from decks.model.problems import nearest
from trainer.interview.dates import Interview
from trainer.interview.prepared import Corrections
from trainer.prepare.drafts import Draft
from trainer.prepare.preparation import Preparation, Preparer
from trainer.prepare.screens import all_lines, draft_lines, overview
from trainer.terminal.dialogue import Dialogue
from trainer.terminal.ui import UserLeft
from trainer.terminal.words import count

_HINT = "Enter yes · -3 drops number 3 · +accuracy adds it · 12-20 benefits moves lines · l lists all lines · q leaves"
_MOVE = re.compile(r"(\d{1,5})(?:\s*-\s*(\d{1,5}))?\s+([a-z]+)")
_DROP = re.compile(r"-\s*\d{1,3}(?:[\s,]+-?\d{1,3})*")


class Conversation:
    """Asks until the user agrees with what was found."""

    def __init__(self, dialogue: Dialogue, preparer: Preparer, interview: Interview | None) -> None:
        self._dialogue = dialogue
        self._preparer = preparer
        self._interview = interview
        self._corrections = preparer.earlier_corrections(interview)

    def agree(self) -> Preparation:
        """Show what was found and let the user correct it; return what they agreed to.

        Raises:
            UserLeft: The user leaves.
        """
        found = self._show()
        if any(self._corrections):
            self._dialogue.say("Your corrections from last time are included.")
        while text := self._dialogue.ask("Is that right?", _HINT).casefold():
            if text in ("y", "yes"):
                break
            if text == "l":
                ui = self._dialogue.ui
                ui.show(all_lines(found.reading, self._preparer.data.terms.sections, ui.layout))
            elif (changed := self._corrected(text, found.reading.competencies)) is not None:
                self._corrections, what = changed
                found = self._show()
                self._dialogue.say(what)
        return found

    def choose(self, drafts: Sequence[Draft], is_made: Callable[[Draft], bool]) -> tuple[list[Draft], int]:
        """Ask for each new card whether to keep it; words typed instead replace its question.

        Those made earlier are kept without asking. Return the drafts kept, and how many weren't asked about because
        the user left.
        """
        kept = [draft for draft in drafts if is_made(draft)]
        new = [draft for draft in drafts if not is_made(draft)]
        for number, draft in enumerate(new, start=1):
            try:
                text = self._keep(draft, f"New card {number} of {len(new)}. Keep it?")
            except UserLeft:
                return kept, len(new) - number + 1
            if text.casefold() not in ("n", "no"):
                reworded = text if text.casefold() not in ("", "y", "yes") else draft.card.question
                kept.append(draft._replace(card=draft.card._replace(question=reworded)))
        return kept, 0

    def _keep(self, draft: Draft, label: str) -> str:
        """Show a new card and return what the user says to it: nothing, `y`, `n`, or a better question."""
        self._dialogue.ui.show(draft_lines(draft, self._dialogue.ui.layout))
        hint = "Enter yes · n no · or type a better question"
        text = self._dialogue.ask(label, hint)
        while len(text) == 1 and text.casefold() not in ("y", "n"):
            self._dialogue.say(f'Type y or n, or a whole question, not "{text}".')
            text = self._dialogue.ask(label, hint)
        return text

    def _show(self) -> Preparation:
        found = self._preparer.prepare(self._interview, self._corrections)
        ui = self._dialogue.ui
        ui.show(overview(found, self._preparer.data.terms.things, ui.layout))
        return found

    def _corrected(self, text: str, demands: Sequence[Demand]) -> tuple[Corrections, str] | None:
        """Return the corrections with one more, and what it is; None, after saying why, if the text is none."""
        if _DROP.fullmatch(text):
            return self._with_dropped([int(number) for number in re.findall(r"\d+", text)], demands)
        if text.startswith("+"):
            return self._with_added(text[1:].strip(), demands)
        if found := _MOVE.fullmatch(text):
            return self._with_moved(int(found[1]), int(found[2] or found[1]), found[3])
        self._dialogue.say(f'Can\'t read "{text}". {_HINT}.')
        return None

    def _with_dropped(self, numbers: Sequence[int], demands: Sequence[Demand]) -> tuple[Corrections, str] | None:
        unknown = next((number for number in numbers if not 1 <= number <= len(demands)), None)
        if unknown is not None:
            self._dialogue.say(f"There is no number {unknown}. Nothing was dropped.")
            return None
        now, dropped = self._corrections, {demands[number - 1].id: demands[number - 1].title for number in numbers}
        added = tuple(each for each in now.added if each not in dropped)
        return now._replace(dropped=now.dropped.union(dropped), added=added), f"Dropped {', '.join(dropped.values())}."

    def _with_added(self, name: str, demands: Sequence[Demand]) -> tuple[Corrections, str] | None:
        vocabulary = self._preparer.vocabulary
        meant = [name] if name in vocabulary.by_id else sorted(vocabulary.meant_by(name))
        meant = meant or sorted(vocabulary.meant_by(name.replace(" ", ""))) or list(vocabulary.signs_in(name))
        is_part = bool(meant) and not vocabulary.is_name(name)
        meant = meant or [each for each in [nearest(name, list(vocabulary.by_id))] if each]
        if not meant:
            self._dialogue.say(f'"{name}" is none of: {", ".join(vocabulary.by_id)}.')
            return None
        now, added = self._corrections, meant[0]
        title = vocabulary.by_id[added].title
        part = f"{name.capitalize()} is part of {title}" if is_part else ""
        if any(demand.id == added for demand in demands):
            self._dialogue.say(f"{part}, which is there already." if part else f"{title} is there already.")
            return None
        what = f"{part}: added, and it counts most now." if part else f"Added {title}: it counts most now."
        return now._replace(dropped=now.dropped - {added}, added=(*now.added, added)), what

    def _with_moved(self, first: int, last: int, name: str) -> tuple[Corrections, str] | None:
        sections = self._preparer.data.terms.sections
        section = next((each for each in sections if each.id.startswith(name)), None)
        if section is None:
            self._dialogue.say(f'"{name}" is none of: {", ".join(each.id for each in sections)}.')
            return None
        moved = {line.number: section.id for line in self._preparer.lines if first <= line.number <= last}
        if not moved:
            self._dialogue.say(f"There is no line {first if first == last else f'from {first} to {last}'}.")
            return None
        what = f"Moved {count(len(moved), 'line')} to {section.id}: {section.title}."
        return self._corrections._replace(sections={**self._corrections.sections, **moved}), what
