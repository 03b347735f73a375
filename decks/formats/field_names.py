"""The names people give to card fields: what a CSV column or the field of an Anki note may be called."""

import re
import unicodedata

from cards.card import Replies
from decks.model.fields import CARD_FIELDS

# Other names for a field, in lower case and without accents. The field's own name is always known.
_SYNONYMS = {
    "question": ("front", "prompt", "q", "interview question", "frage", "pregunta"),
    "answer": (
        *("back", "a", "response", "model answer", "my answer", "sample answer"),
        *("antwort", "meine antwort", "respuesta", "mi respuesta", "reponse", "ma reponse"),
    ),
    "key_points": (
        *("points", "keypoints", "bullets", "bullet points", "talking points"),
        *("stichpunkte", "stichworte", "kernpunkte", "puntos clave", "points cles", "points clefs"),
    ),
    "phrasings": ("wordings", "other wordings"),
    "follow_ups": ("followups",),
    "target_seconds": ("target", "seconds"),
    "kind": ("type",),
    "tags": (
        *("tag", "labels", "topic", "topics", "category", "categories", "keywords"),
        *("schlagworter", "schlagwoerter", "schlagworte", "thema", "themen", "kategorie"),
        *("etiquetas", "temas", "etiquettes", "mots cles", "themes"),
    ),
    "sources": ("source",),
}
_COMMON = ("question", "answer", "key_points", "tags")
# All fields, the common ones first. Replies have a name for each of their three parts instead.
_FIELDS = list(dict.fromkeys([*_COMMON, *CARD_FIELDS, *Replies._fields, "deck", "deck_id", "guid"]))
_FIELDS.remove("replies")
_FIELD_OF = {synonym: name for name in _FIELDS for synonym in (name.replace("_", " "), *_SYNONYMS.get(name, ()))}


def field_of(name: str) -> str | None:
    """Return the card field that `name` means, or None. Case, accents, hyphens and underscores do not matter."""
    bare = "".join(mark for mark in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(mark))
    return _FIELD_OF.get(re.sub(r"[\s_-]+", " ", bare.strip()))


def known_names() -> list[str]:
    """Return one name for each field, for a message that lists them; common fields come first."""
    return [name.replace("_", " ") for name in _FIELDS]
