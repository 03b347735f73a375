"""The names people give to card fields: what a CSV column, a key in JSON or the field of an Anki note may be called."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from cards.card import Replies
from decks.model.fields import CARD_FIELDS


class Meaning(NamedTuple):
    """What the name of a column means.

    Attributes:
        field: The card field, or `number` for row numbers, `options` for choices to pick from, `star` for a part of a
            story (situation, task, action, result).
        sure: Whether the name alone is reason enough. A "term" is the question only where no column is called so.
        whole: For tags, whether a cell is one tag, spaces and all, as in a column of categories.
        beside: For answers, whether it is said beside another answer rather than in its place: a hint, a note.
    """

    field: str
    sure: bool = True
    whole: bool = False
    beside: bool = False


_COMMON = ("question", "answer", "key_points", "tags")
# All fields, the common ones first. Replies have a name for each of their three parts instead.
_FIELDS = list(dict.fromkeys([*_COMMON, *CARD_FIELDS, *Replies._fields, "deck", "deck_id", "guid"]))
_FIELDS.remove("replies")
# Other names for a field, in the singular, in lower case and without accents. The field's own name is always known.
_SYNONYMS = {
    "question": (
        "front, prompt, q, query, frage, fragen, vorderseite, pregunta, anverso, recto, pergunta, domanda, domande, "
        "vraag, vragen, fraga, fragor, pytanie, pytania, soru, \u0432\u043e\u043f\u0440\u043e\u0441, "
        "\u0432\u043e\u043f\u0440\u043e\u0441\u044b, \u95ee\u9898, \u554f\u984c, \u8cea\u554f, \uc9c8\ubb38"
    ),
    "answer": (
        "back, a, ans, response, solution, reply, antwort, antworten, losung, ruckseite, respuesta, reverso, solucion, "
        "reponse, verso, resposta, risposta, risposte, antwoord, antwoorden, svar, odpowiedz, odpowiedzi, cevap, "
        "\u043e\u0442\u0432\u0435\u0442, \u043e\u0442\u0432\u0435\u0442\u044b, \u7b54\u6848, \u56de\u7b54, "
        "\u7b54\u3048, \ub2f5\ubcc0"
    ),
    "key_points": (
        "point, keypoint, bullet, bullet point, talking point, good to hear, must mention, key concept, "
        "expected concept, expected point, expected keyword, evaluation criteria, stichpunkte, stichworte, kernpunkte, "
        "puntos clave, points cles, points clefs"
    ),
    "phrasings": "wording, other wording, variation, alternative question, alternative wording",
    "looks_for": "what they look for, what we look for, what it tests, what they test, what the interviewer looks for",
    "follow_ups": "followup, follow up question, followup question, common follow up, nachfrage",
    "pitfalls": "common mistake, red flag, things to avoid",
    "target_seconds": "target, seconds",
    "kind": "type",
    "tags": (
        "tags, label, topic, category, thema, kategorie, tema, theme, question type, keyword, hashtag, schlagwort, "
        "schlagworter, schlagwoerter, schlagworte, topics, labels, themen, temas, etiqueta, etiquette, mots cles"
    ),
    "sources": "source, quelle, fuente",
    "deck": "stapel, mazo, paquet",
    "number": "no, n, nr, number, num, row, index, nummer, numero, sr no, s no, sl no",
}
# Names that mean this only where no other column is surer.
_UNSURE = {
    "question": (
        "term, word, concept, phrase, expression, title, text, statement, problem, item, story, exercise, challenge, "
        "acronym, abbreviation, heading, begriff, wort, ausdruck, aufgabe, titel, termino, palabra, concepto, terme, "
        "mot, termo, termine, vokabel, vocabulary, vocab, lemma"
    ),
    "answer": (
        "definition, meaning, translation, explanation, description, detail, content, summary, body, correct, "
        "erklarung, bedeutung, ubersetzung, beschreibung, definicion, significado, traduccion, explicacion, "
        "descripcion, signification, traduction, explication, definicao, definizione, definitie, note, comment, hint, "
        "tip, example, rationale, reason, fact, guidance, advice, remark, info, notiz, notizen, bemerkung, "
        "bemerkungen, hinweis, hinweise, beispiel, nota, pista, ejemplo, remarque, indice, exemple"
    ),
    "context": (
        "scenario, case, case study, code, code snippet, snippet, passage, background, szenario, fall, kontext, "
        "contexto, escenario, contexte, scenari"
    ),
    "key_points": "concepts, criteria, rubric, must have, highlight",
    "looks_for": "intent, purpose, why they ask",
    "pitfalls": "mistake, fehler, errores, erreurs",
    "sources": "link, url, reference, resource, further reading",
    "tags": (
        "subject, section, chapter, area, domain, skill, competency, level, difficulty, role, position, phase, round, "
        "stage, company, industry, group, unit, module, subcategory, subtopic, technology, job role, job title, "
        "expertise, seniority, importance, frequency, schwierigkeit, schwierigkeitsgrad, bereich, rolle, firma, stufe, "
        "niveau, kapitel, fach, dificultad, nivel, empresa, categoria, difficulte, entreprise, categorie, matiere"
    ),
    "options": "option, choice, answer option, answer choice, possible answer, auswahl, opcion, choix",
    "star": (
        "situation, task, action, result, outcome, obstacle, impact, lesson, lesson learned, learning, reflection, "
        "takeaway, handlung, aktion, vorgehen, ergebnis, situacion, tarea, accion, resultado, tache, resultat"
    ),
}
# Of the names of tags, those whose cells are lists of words. A cell of the others is one tag: "System design".
_LISTS = (
    "tags, topics, labels, keyword, hashtag, schlagwort, schlagworter, schlagwoerter, schlagworte, themen, temas, "
    "etiqueta, etiquette, mots cles"
)
# Of the names of answers, those of what stands beside an answer, not in its place, if there is one.
_BESIDE = (
    "note, comment, hint, tip, example, rationale, reason, fact, guidance, advice, remark, info, description, detail, "
    "content, summary, body, notiz, notizen, bemerkung, bemerkungen, hinweis, hinweise, beispiel, beschreibung, nota, "
    "pista, ejemplo, descripcion, remarque, indice, exemple"
)
# Words that leave the meaning of the rest as it is: "ideal answer", "question text", "user question".
_FILLERS = (
    "interview, text, sample, ideal, expected, model, my, your, our, suggested, example, best, good, correct, right, "
    "possible, user, candidate, full, short, long, brief, detailed, complete, main, primary, the, of, for, in, to, "
    "and, english, en, de, meine, mein, deine, der, die, das, mi, tu, su, el, la, ma, mon, votre, le, les, d, l, "
    "entrevista, entretien, name, list, column, field, value, body"
)
_WRONG = "wrong, incorrect, false, falsche, falsch, distractor, distractors, incorrecta"
_NUMBERS = "no, n, nr, number, num, id, ids, index, nummer, numero, count, uuid"


def _set(names: str) -> frozenset[str]:
    return frozenset(names.split(", "))


def _table() -> dict[str, Meaning]:
    """Return the meaning of each name; the surer one if it has two."""
    own = {name: name.replace("_", " ") for name in _FIELDS}
    lists, beside = _set(_LISTS), _set(_BESIDE)
    meanings: dict[str, Meaning] = {}
    for names_of, sure in ((own, True), (_SYNONYMS, True), (_UNSURE, False)):
        for field, names in names_of.items():
            for name in names.split(", "):
                whole = field == "tags" and name not in lists
                meanings.setdefault(name, Meaning(field, sure, whole=whole, beside=name in beside))
    return meanings


_MEANINGS = _table()


@lru_cache(maxsize=1000)
def meaning_of(name: str) -> Meaning | None:
    """Return what the name of a column means, or None.

    Case, accents, plurals, hyphens, underscores, camelCase, counters, what stands in brackets, and words such as
    "ideal" or "text" do not matter.
    """
    if len(name) > 60 or name.rstrip().endswith(("?", "!", "\uff1f")):
        return None
    words = _words(name)
    if known := next((_MEANINGS[phrase] for phrase in _phrases(words) if phrase in _MEANINGS), None):
        return known
    if is_counted(name) or not words or not _set(_WRONG).isdisjoint(words):
        return None
    # One word says what it is: "personal notes", "respuesta modelo"; but then it may be many things.
    single = [meaning for word in words if (meaning := _MEANINGS.get(_singular([word])))]
    one = single[0] if len({meaning.field for meaning in single}) == 1 else None
    at_end = one in {_MEANINGS.get(_singular([word])) for word in (words[0], words[-1])}
    return one._replace(sure=False) if one and at_end and one.field in (*_COMMON, "star") else None


def field_of(name: str) -> str | None:
    """Return the card field that `name` means for sure, or None."""
    meaning = meaning_of(name)
    return meaning.field if meaning and meaning.sure and meaning.field in _FIELDS else None


def is_counted(name: str) -> bool:
    """Return whether a name ends with a counter, as Answer 1 or Option B."""
    return _ends_with_counter(_words(name))


def known_names() -> list[str]:
    """Return one name for each field, for a message that lists them; common fields come first."""
    return [name.replace("_", " ") for name in _FIELDS]


def _phrases(words: list[str]) -> Iterator[str]:
    """Yield what to look for in place of the words of a name, the closest to it first."""
    yield " ".join(words)
    if words and words[-1] in _set(_NUMBERS):
        yield "number"
    if not _set(_WRONG).isdisjoint(words):
        return
    if _ends_with_counter(words):
        words = words[:-1]
        if len(words[-1]) == 1:  # Q1 is a question's number, not what its column is called
            return
    bare = [word for word in words if word not in _set(_FILLERS)]
    yield from (_singular(words), " ".join(words), " ".join(bare), _singular(bare))
    yield re.sub("(?<=[aou])e", "", " ".join(bare))  # Loesung
    if len(bare) == 1:  # compounds: Interviewfrage, Musterantwort
        yield from (end for end in ("frage", "fragen", "antwort", "antworten") if bare[0].endswith(end))


def _ends_with_counter(words: list[str]) -> bool:
    return len(words) > 1 and (words[-1].isdecimal() or (len(words[-1]) == 1 and words[-1].isascii()))


def _words(name: str) -> list[str]:
    """Return the words of a name in lower case, without accents."""
    name = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", name)
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[^\W\d_])(?=[0-9])", " ", name)
    name = (name.lstrip("# ") or name).replace("#", " number ")
    name = "".join(mark for mark in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(mark))
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFC", name))


def _singular(words: list[str]) -> str:
    """Return the words with the last one in the singular, as English, Spanish and French mostly form it."""
    phrase = " ".join(words)
    if len(phrase) < 4 or not phrase.endswith("s"):
        return phrase
    return phrase[:-3] + "y" if phrase.endswith("ies") else phrase[:-1]
