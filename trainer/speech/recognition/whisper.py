"""Whisper through CTranslate2: up to 30 s of speech to text.

The decoding rules and their thresholds are those of Radford et al. (2022), section 4.5: the likeliest words first; text
that repeats itself or that the model doubts is sampled again, warmer; a window the model calls silent is empty.
"""

import zlib
from functools import cache
from pathlib import Path

import ctranslate2

from trainer.speech.recognition.features import Floats, log_mel

_START, _PREVIOUS, _PLAIN = "<|startoftranscript|>", "<|startofprev|>", "<|notimestamps|>"
# Whisper leaves out most fillers, for its training texts did. A line of them before the answer brings them back.
_FILLERS = ("ĠUm", ",", "Ġuh", ",", "Ġh", "mm", ",", "Ġer", ",", "Ġah", ".")
METHOD = "fillers-1"  # of decoding; figures from different methods are never compared
_REPETITIVE = 2.4  # times that zlib makes the text smaller
_DOUBTFUL = -1.0  # mean natural log of a token's probability
_SILENT = 0.6  # probability that nothing is said
_SLOWEST = (
    0.6  # words a second of speech; with fewer, the model has stopped in the middle, which the fillers tempt it to
)
_LONGEST = 224  # tokens of text in a window; half of what the model can read


class Whisper:
    """A model in memory."""

    def __init__(self, folder: Path, *, threads: int = 2, language: str = "en") -> None:
        """Load a model.

        Args:
            folder: Where its files lie, in the layout of faster-whisper.
            threads: Processor cores to use.
            language: ISO 639-1, for models that know several.

        Raises:
            RuntimeError, ValueError: A file is missing or damaged.
        """
        self._model = ctranslate2.models.Whisper(str(folder), device="cpu", compute_type="int8", intra_threads=threads)
        languages = [f"<|{language}|>", "<|transcribe|>"] if self._model.is_multilingual else []
        plain = [_START, *languages, _PLAIN]
        asking = [_PREVIOUS, *_FILLERS, *plain]
        self._attempts = [(asking, 0.0), (plain, 0.0), (asking, 0.4), (plain, 0.4), (plain, 0.8)]  # prompt, temperature

    def text(self, samples: Floats, speaking: float) -> str:
        """Return what is said; empty if nothing is.

        Args:
            samples: Up to 30 s of mono sound at 16 kHz, from -1 to 1.
            speaking: For how many seconds of it somebody speaks.
        """
        mel = log_mel(samples, self._model.n_mels)
        features = self._model.encode(ctranslate2.StorageView.from_array(mel[None]))
        tries = []
        for prompt, temperature in self._attempts:
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


def _repeats(text: str) -> bool:
    raw = text.encode()
    return len(raw) > len(zlib.compress(raw)) * _REPETITIVE


def _spell(tokens: list[str]) -> str:
    """Return the text of byte-pair tokens, in which each character stands for a byte."""
    byte_of = _byte_of()
    raw = bytes(byte_of[character] for token in tokens if not token.startswith("<|") for character in token)
    return raw.decode(errors="replace").strip()


@cache
def _byte_of() -> dict[str, int]:
    """Map the characters of GPT-2's tokens to bytes: printable ones stand for themselves, the others from U+0100 on."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(0x100) if byte not in printable]
    return {chr(byte): byte for byte in printable} | {chr(0x100 + at): byte for at, byte in enumerate(others)}
