"""Whisper through CTranslate2: up to 30 s of speech to text.

The decoding rules and their thresholds are those of Radford et al. (2022), section 4.5: the likeliest words first; text
that repeats itself or that the model doubts is sampled again, warmer; a window the model calls silent is empty.
"""

import json
import zlib
from collections.abc import Sequence
from functools import cache, cached_property
from pathlib import Path

import ctranslate2
import numpy as np

from trainer.speech.recognition.features import Floats, log_mel

_START, _PREVIOUS, _PLAIN = "<|startoftranscript|>", "<|startofprev|>", "<|notimestamps|>"
_TRANSCRIBE = "<|transcribe|>"
# Whisper leaves out most fillers, for its training texts did. A line of them before the answer brings them back.
_FILLERS = ("ĠUm", ",", "Ġuh", ",", "Ġh", "mm", ",", "Ġer", ",", "Ġah", ".")
METHOD = "fillers-1"  # of decoding; figures from different methods are never compared
_REPETITIVE = 2.4  # times that zlib makes the text smaller
_DOUBTFUL = -1.0  # mean natural log of a token's probability
_SILENT = 0.6  # probability that nothing is said
_SLOWEST = (
    0.6  # words a second of speech; with fewer, the model has stopped in the middle, which the fillers tempt it to
)
_AHEAD = 3.3  # natural log of how many times likelier the best word is than the next; few other words get there
_LIKELY = -5.8  # natural log of its probability among all tokens; that of a word that was not said is mostly below
_RIVAL = 2.3  # natural log of ten: how many times likelier another word may be that was not asked for
_LOOKED_AT = 40  # tokens among which that word is looked for
_LONGEST = 224  # tokens of text in a window; half of what the model can read


class Whisper:
    """A model in memory."""

    def __init__(self, folder: Path, *, threads: int = 2) -> None:
        """Load a model.

        Args:
            folder: Where its files lie, in the layout of faster-whisper.
            threads: Processor cores to use.

        Raises:
            RuntimeError, ValueError: A file is missing or damaged.
        """
        self._model = ctranslate2.models.Whisper(str(folder), device="cpu", compute_type="int8", intra_threads=threads)
        self._folder = folder

    def text(self, samples: Floats, speaking: float, language: str = "en") -> str:
        """Return what is said; empty if nothing is.

        Args:
            samples: Up to 30 s of mono sound at 16 kHz, from -1 to 1.
            speaking: For how many seconds of it somebody speaks.
            language: What they speak, in ISO 639-1, for models that know several. One that the model doesn't know is
                taken for the one it sounds like.
        """
        features = self._features(samples)
        plain = self._prompt(language, features)
        asking = [_PREVIOUS, *_FILLERS, *plain]
        tries = []
        for prompt, temperature in ((asking, 0.0), (plain, 0.0), (asking, 0.4), (plain, 0.4), (plain, 0.8)):
            result = self._model.generate(
                features,
                [prompt],
                beam_size=1,
                sampling_temperature=temperature,
                sampling_topk=0 if temperature else 1,
                max_length=_LONGEST + len(prompt),
                return_scores=True,
                return_no_speech_prob=True,
            )[0]
            text, score = _spell(result.sequences[0]), result.scores[0]
            if result.no_speech_prob > _SILENT and score < _DOUBTFUL:
                return ""
            if _repeats(text):
                continue
            if score >= _DOUBTFUL and len(text.split()) >= _SLOWEST * speaking:
                return text
            tries.append(text)
        return max(tries, key=len, default="")

    def choose(self, samples: Floats, words: Sequence[str]) -> str | None:
        """Return which of these English words is said; None if it is none of them, or can't be told.

        A word alone is too little for `text`, which makes "Lord!" of "good". How likely each word is to come first says
        more.

        Args:
            samples: As for `text`.
            words: Two or more, in small letters, each of them one token of the model.
        """
        features = self._features(samples)
        prompt = self._prompt("en", features)
        result = self._model.generate(
            features, [prompt], beam_size=1, max_length=len(prompt) + 1, return_logits_vocab=True
        )[0]
        logits = np.array(result.logits[0], dtype=np.float32).ravel()
        most = logits.max()
        likely = logits - most - np.log(np.exp(logits - most).sum())
        (best, word), (second, _), *_others = sorted(
            ((self._likelihood(likely, each), each) for each in words), reverse=True
        )
        if best < _LIKELY or best - second < _AHEAD:
            return None
        return word if self._likeliest_but(word, likely) - best <= _RIVAL else None

    def _likelihood(self, likely: Floats, word: str) -> float:
        """Return how likely a word is to come first, with or without a capital."""
        return max(float(likely[self._position_of[f"Ġ{form}"]]) for form in (word, word.capitalize()))

    @cached_property
    def _tokens(self) -> list[str]:
        """The tokens, in the order of their numbers."""
        return _vocabulary(self._folder)

    @cached_property
    def _position_of(self) -> dict[str, int]:
        """The number of each token."""
        return {token: at for at, token in enumerate(self._tokens)}

    def _prompt(self, language: str, features: ctranslate2.StorageView) -> list[str]:
        """Return the tokens before a text in a language."""
        if not self._model.is_multilingual:
            return [_START, _PLAIN]
        token = f"<|{language}|>"
        if token not in self._position_of:
            token = self._model.detect_language(features)[0][0][0]
        return [_START, token, _TRANSCRIBE, _PLAIN]

    def _likeliest_but(self, word: str, likely: Floats) -> float:
        """Return how likely the likeliest other word is to come first: `heart`, where `hard` is asked for.

        A beginning of the word itself, such as `h`, is no other word, and neither is a single letter.
        """
        for position in np.argsort(-likely)[:_LOOKED_AT]:
            other = self._tokens[position].removeprefix("Ġ").casefold()
            if len(other) > 1 and other.isalpha() and not word.startswith(other):
                return float(likely[position])
        return -np.inf

    def _features(self, samples: Floats) -> ctranslate2.StorageView:
        mel = log_mel(samples, self._model.n_mels)
        return self._model.encode(ctranslate2.StorageView.from_array(mel[None]))


def _repeats(text: str) -> bool:
    raw = text.encode()
    return len(raw) > len(zlib.compress(raw)) * _REPETITIVE


def _spell(tokens: list[str]) -> str:
    """Return the text of byte-pair tokens, in which each character stands for a byte."""
    byte_of = _byte_of()
    raw = bytes(byte_of[character] for token in tokens if not token.startswith("<|") for character in token)
    return raw.decode(errors="replace").strip()


def _vocabulary(folder: Path) -> list[str]:
    lines = folder / "vocabulary.txt"
    if lines.is_file():
        return lines.read_text(encoding="utf-8").split("\n")
    tokens: list[str] = json.loads((folder / "vocabulary.json").read_text(encoding="utf-8"))
    return tokens


@cache
def _byte_of() -> dict[str, int]:
    """Map the characters of GPT-2's tokens to bytes: printable ones stand for themselves, the others from U+0100 on."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(0x100) if byte not in printable]
    return {chr(byte): byte for byte in printable} | {chr(0x100 + at): byte for at, byte in enumerate(others)}
