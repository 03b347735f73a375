"""The log-mel spectrogram that Whisper reads.

Source: Radford et al., "Robust Speech Recognition via Large-Scale Weak Supervision" (2022), section 2.2, and the
parameters of the models published with it: 16 kHz, windows of 25 ms every 10 ms, 80 bands from 0 to 8 kHz. The bands
are Slaney's (Auditory Toolbox, 1998): linear to 1 kHz, logarithmic above, each with the same area.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

RATE = 16_000  # samples a second
SECONDS = 30  # a window that the model reads at once; what is shorter is padded with silence
_WINDOW, _STEP = 400, 160  # samples
_LINEAR_STEP, _KNEE, _LOG_STEP = 200 / 3, 1000.0, np.log(6.4) / 27  # Slaney's scale: Hz, Hz, natural log of Hz

Floats = NDArray[np.float32]


def log_mel(samples: Floats, bands: int = 80) -> Floats:
    """Return the spectrogram of up to 30 s of sound.

    Args:
        samples: Mono sound at 16 kHz, from -1 to 1; what is over 30 s is cut off.
        bands: How many bands the model has: 80, or 128 for the newest large ones.

    Returns:
        An array of `bands` rows and 3,000 columns, one for each 10 ms.
    """
    whole = np.zeros(RATE * SECONDS, dtype=np.float32)
    kept = samples[: whole.size]
    whole[: kept.size] = kept
    padded = np.pad(whole, _WINDOW // 2, mode="reflect")
    frames = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::_STEP][: RATE * SECONDS // _STEP]
    window = np.hanning(_WINDOW + 1)[:-1].astype(np.float32)
    power = np.abs(np.fft.rfft(frames * window, axis=1)) ** 2
    mel = np.log10(np.maximum(_filters(bands) @ power.T, 1e-10))
    scaled: Floats = ((np.maximum(mel, mel.max() - 8.0) + 4.0) / 4.0).astype(np.float32)
    return scaled


@cache
def _filters(bands: int) -> Floats:
    """Return the triangular bands, a row for each, over the frequencies of a window's spectrum."""
    edges = _from_mel(np.linspace(0.0, _to_mel(RATE / 2), bands + 2))
    frequencies = np.fft.rfftfreq(_WINDOW, 1 / RATE)
    rising = (frequencies - edges[:-2, None]) / np.diff(edges)[:-1, None]
    falling = (edges[2:, None] - frequencies) / np.diff(edges)[1:, None]
    area = 2.0 / (edges[2:] - edges[:-2])
    triangles: Floats = (np.maximum(0.0, np.minimum(rising, falling)) * area[:, None]).astype(np.float32)
    return triangles


def _to_mel(hertz: float) -> float:
    if hertz < _KNEE:
        return hertz / _LINEAR_STEP
    return float(_KNEE / _LINEAR_STEP + np.log(hertz / _KNEE) / _LOG_STEP)


def _from_mel(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    knee = _KNEE / _LINEAR_STEP
    return np.where(mel < knee, mel * _LINEAR_STEP, _KNEE * np.exp(_LOG_STEP * (mel - knee)))
