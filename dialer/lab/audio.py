"""Loudness of a recording over time, to tell sound from silence without a listener."""

import math
import sys
import wave
from array import array
from pathlib import Path

SILENCE_DB = -70.0  # below it a line is dead; the carrier's comfort noise is about 30 dB louder
FULL_SCALE = 32768


def loudness(path: Path, *, window_ms: int = 100) -> list[float]:
    """Loudness of each window of a 16-bit mono WAV, RMS in dB below full scale (-inf for digital silence)."""
    with wave.open(str(path)) as sound:
        if (sound.getsampwidth(), sound.getnchannels()) != (2, 1):
            raise ValueError(f"{path.name} is not 16-bit mono.")
        samples = array("h", sound.readframes(sound.getnframes()))
        size = sound.getframerate() * window_ms // 1000
    if sys.byteorder == "big":
        samples.byteswap()
    return [_decibel(samples[start : start + size]) for start in range(0, len(samples) - size + 1, size)]


def longest_silence_ms(path: Path, *, window_ms: int = 20, below_db: float = SILENCE_DB) -> int:
    """The longest period, in ms, in which every window is quieter than `below_db`."""
    longest = now = 0
    for level in loudness(path, window_ms=window_ms):
        now = now + window_ms if level < below_db else 0
        longest = max(longest, now)
    return longest


def _decibel(samples: "array[int]") -> float:
    mean_square = sum(sample * sample for sample in samples) / len(samples)
    return 20 * math.log10(math.sqrt(mean_square) / FULL_SCALE) if mean_square else -math.inf
