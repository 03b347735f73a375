"""The library of all decks, built-in and the user's own. A deck file is read again only when it has changed."""

import os
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from cards.key import CardKey
from decks.library.cache import Cache, CachedFile, CacheLost, IndexedFile, worded
from decks.library.entry import DeckEntry
from decks.library.scan import BUILTIN, Stamp, deck_files, stories_file
from decks.model.errors import AmbiguousCard, UnknownCard
from decks.toml.file_names import file_stem

if TYPE_CHECKING:
    from cards.card import Card
    from decks.library.index import Identify
    from decks.model.deck import Content, Deck
    from decks.model.problems import Problem

__all__ = ["BUILTIN", "DeckEntry", "Library"]

Found = TypeVar("Found")


class Selection(NamedTuple):
    """Which of the built-in decks are read.

    Attributes:
        packs: The ids of the packs that are on; all other decks in the language always are.
        language: The tag of the language to ask in. Cards of any deck may have a wording for it, too.
        also: The ids of packs to read even if they are off.
    """

    packs: Collection[str] = ()
    language: str = "en-GB"
    also: Collection[str] = ()


_DEFAULT = Selection()


def shelf(language: str, builtin: Path = BUILTIN) -> Path:
    """Return the folder of the built-in decks in a language, given by its tag; the English one if it has none."""
    name = language.partition("-")[0]
    return builtin / name if name != "en" and deck_files(builtin / name) else builtin


class Library:
    """All decks of one user that are on. Their own deck replaces a built-in one with the same id."""

    def __init__(
        self,
        own: Path,
        cache: Path,
        *,
        builtin: Path = BUILTIN,
        on: Selection = _DEFAULT,
        stories: Path | None = None,
        answers: Path | None = None,
        identify: "Identify" = lambda *_: {},
    ) -> None:
        """Read all decks that changed since they were cached.

        Args:
            own: The folder of the user's decks.
            cache: The file of the deck cache.
            builtin: The folder of the built-in decks.
            on: Which of them to read. The user's own decks always are.
            stories: The file of the user's stories, which are a deck as well.
            answers: The folder of the user's own answers, each of which makes its card an answered one.
            identify: Finds the ids that cards without a written id had before they were reworded, none of them an id
                that is written in the file.
        """
        self.own = own
        self._builtin = builtin
        self.on = on
        self._stories = stories
        self._answers = answers
        self._cache = Cache(cache)
        self._identify = identify
        self._decks: dict[str, DeckEntry] = {}
        self._problems: list[dict[str, Any]] = []
        self._unusable: list[Path] = []  # files without a deck
        self._cards, self._version = dict[CardKey, "Card"](), 0  # loaded from this version of the cache
        self.refresh()

    def close(self) -> None:
        """Close the cache."""
        self._cache.close()

    def select(self, on: Selection) -> None:
        """Read other built-in decks than before."""
        if on != self.on:
            self.on = on
            self.refresh()

    def refresh(self, written: Iterable["Content"] = ()) -> None:
        """Read again what has changed on disk.

        `written` are texts that this process just wrote with their decks, so that they need not be parsed.
        """
        written = list(written)
        try:
            self._refresh(written)
        except CacheLost:  # the cache is empty now, so this reads every file
            self._refresh(written)

    def _refresh(self, written: Iterable["Content"]) -> None:
        on_disk = self._on_disk()
        problems: list[dict[str, Any]] = []
        if not all(map(str.isascii, on_disk)):
            from decks.library.index import take_misnamed

            problems = take_misnamed(on_disk)
        known = self._cache.files()
        changed = {path: stamp for path, stamp in on_disk.items() if path not in known or known[path].stamp != stamp}
        missing = known.keys() - on_disk.keys()
        gone = {path for path in missing if not (self._is_builtin(path) and os.path.exists(path))}  # noqa: PTH110  # off
        read: list[IndexedFile] = []
        if changed:
            from decks.library.index import index_files

            read = index_files(changed, known, stories=self._stories, identify=self._identify, written=written)
        if gone:  # unless another process has added and cached it in the meantime
            gone -= self._on_disk().keys()
        self._cache.update(read, gone)
        known |= {file.path: file for file, _ in read}
        self._decks, self._problems, self._unusable, self._cards = {}, problems, [], {}
        for path in on_disk:
            if path in known:  # otherwise it was removed while it was read
                self._enter(known[path])

    def _on_disk(self) -> dict[str, Stamp]:
        """Return the deck files that exist, the user's own first."""
        folder = shelf(self.on.language, self._builtin)
        own, builtin = map(deck_files, (self.own, folder))
        wanted = {*self.on.packs, *self.on.also}
        packs = (file for file in deck_files(folder / "packs") if Path(file[0]).stem in wanted) if wanted else ()
        return dict([*stories_file(self._stories), *own, *builtin, *packs])

    def _is_builtin(self, path: str) -> bool:
        return path.startswith(f"{self._builtin}{os.sep}")

    def _is_off(self, path: str) -> bool:
        """Return whether a file that was read is a pack that is off."""
        if not self.on.also or not self._is_builtin(path):
            return False
        file = Path(path)
        return file.parent.name == "packs" and file.stem not in self.on.packs

    def decks(self) -> tuple[DeckEntry, ...]:
        """Return all decks, the user's own first, sorted by title."""
        return tuple(sorted(self._decks.values(), key=lambda deck: (deck.builtin, deck.title.casefold())))

    def deck(self, deck_id: str) -> DeckEntry:
        """Return one deck without its cards, or raise `DeckUnavailable`."""
        if deck_id not in self._decks:
            from decks.library.packs import not_on

            raise not_on(deck_id, self._decks, shelf(self.on.language, self._builtin))
        return self._decks[deck_id]

    def key(self, text: str) -> CardKey:
        """Return the key that a text means: `deck/card`, or the id of a card alone if only one deck has it.

        Raises:
            UnknownCard: The text is not a key, and no card has it as its id.
            AmbiguousCard: Cards of several decks have it as their id.
        """
        text = text.strip()
        if key := CardKey.parse(text):
            return key
        named = [key for deck in self.decks() for key in deck.keys if key.card == text]
        if len(named) > 1:
            raise AmbiguousCard(text, named)
        if named:
            return named[0]
        from decks.model.problems import meant

        keys = {key.card: str(key) for deck in self.decks() for key in deck.keys}
        raise UnknownCard(text, keys.get(meant(text, keys) or ""))

    def card(self, key: CardKey) -> "Card":
        """Load one card, or raise `DeckUnavailable` or `UnknownCard`."""
        path = str(self.deck(key.deck).path)
        if (version := self._cached(self._cache.version)) != self._version:
            self._cards, self._version = {}, version
        if key in self._cards:
            return self._cards[key]
        table = self._cached(lambda: self._cache.table(path, key.card))
        if table is None:
            from decks.model.problems import meant

            near = meant(key.card, [each.card for each in self.deck(key.deck).keys])
            raise UnknownCard(str(key), near and f"{key.deck}/{near}")
        return self._cards.setdefault(key, _card(worded(table, self.on.language)))

    def cards(self, deck_id: str) -> "list[Card]":
        """Load all cards of a deck, in file order, or raise `DeckUnavailable`."""
        return [_card(worded(table, self.on.language)) for table in self._tables(deck_id)]

    def _tables(self, deck_id: str) -> list[dict[str, Any]]:
        path = str(self.deck(deck_id).path)
        return self._cached(lambda: self._cache.tables(path))

    def own_file(self, deck_id: str) -> Path:
        """Return the file of one of the user's own decks; if there is none, the file that a new deck of that id gets.

        Decks that were added since the library read the folder are not known to it.
        """
        if deck_id in self._decks and (path := self._decks[deck_id].path).parent == self.own:
            return path
        from decks.toml.files import deck_id_of

        return next(
            (path for path in self._unusable if deck_id_of(path) == deck_id), self.own / f"{file_stem(deck_id)}.toml"
        )

    def known_cards(self, path: Path, content: bytes) -> "list[Card] | None":
        """Return the cards of a deck file with this content, in file order, if they are in the cache."""
        from decks.toml.files import checksum

        tables = self._cached(lambda: self._cache.tables_of(str(path), checksum(content)))
        return None if tables is None else [_card(table) for table in tables]

    def whole(self, deck_id: str, *, wordings: bool = True) -> "Deck":
        """Load a deck with all of its cards, or raise `DeckUnavailable`.

        Without `wordings`, each card is worded in the language of this library alone.
        """
        from cards.card import Kind
        from decks.model.deck import Deck, DeckHead

        entry = self.deck(deck_id)
        head = DeckHead(
            id=entry.id,
            title=entry.title,
            description=entry.description,
            kind=Kind(entry.kind),
            language=entry.language,
            license=entry.license,
        )
        cards = map(_card, self._tables(deck_id)) if wordings else self.cards(deck_id)
        return Deck(head=head, cards=tuple(cards))

    def wordings(self) -> Iterator[tuple[CardKey, tuple[str, ...]]]:
        """Yield the question and then the phrasings of every card in the library, without the rest of the card."""
        for deck in self.decks():
            for table in (worded(each, self.on.language) for each in self._tables(deck.id)):
                yield CardKey(deck.id, table["id"]), (table["question"], *table.get("phrasings", ()))

    def _cached(self, look_up: "Callable[[], Found]") -> "Found":
        """Look something up in the cache. If the cache turns out damaged, read all files and look it up again."""
        try:
            return look_up()
        except CacheLost:
            self.refresh()
            return look_up()

    def problems(self) -> "list[Problem]":
        """Return what is wrong with the user's deck files."""
        if not self._problems:
            return []
        from decks.model.problems import Level, Problem

        return [Problem(**{**problem, "level": Level(problem["level"])}) for problem in self._problems]

    def _enter(self, file: CachedFile) -> None:
        """Add a file's problems, and its deck unless an earlier file has its id. The user's own files come first."""
        self._problems += file.problems
        if file.deck is None:
            self._unusable.append(Path(file.path))
            return
        deck = file.deck._replace(builtin=self._is_builtin(file.path), off=self._is_off(file.path))
        if deck.unanswered:
            deck = deck.answered_by(self._answered(deck.id))
        first = self._decks.setdefault(deck.id, deck)
        if first is not deck and not deck.builtin:
            from decks.library.index import same_id

            self._problems.append(same_id(deck.id, file.path, str(first.path)))

    def _answered(self, deck_id: str) -> frozenset[str]:
        """Return the cards of a deck that the user wrote an answer to."""
        path = self._answers and self._answers / f"{file_stem(deck_id)}.toml"
        if path is None or not path.exists():
            return frozenset()
        from decks.own.answers import cards_answered

        return cards_answered(path)


def _card(table: dict[str, Any]) -> "Card":
    from cards.card import Card
    from decks.model.fields import CARD_FIELDS

    return Card(**{name: CARD_FIELDS[name](name, value) for name, value in table.items()})
