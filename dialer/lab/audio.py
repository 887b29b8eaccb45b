"""Loudness and tones of a recording over time, to tell who is heard without a listener."""

import math
import sys
import wave
from array import array
from pathlib import Path

SILENCE_DB = -70.0  # below it a line is dead; the carrier's comfort noise is about 30 dB louder
FULL_SCALE = 32768
_DEAD = 30  # of a sample, about -60 dB: below it there is no tone to be found


def loudness(path: Path, *, window_ms: int = 100) -> list[float]:
    """Loudness of each window of a 16-bit mono WAV, RMS in dB below full scale (-inf for digital silence)."""
    samples, rate = _samples(path)
    size = rate * window_ms // 1000
    return [_decibel(samples[start : start + size]) for start in range(0, len(samples) - size + 1, size)]


def tone_shares(path: Path, hertz: float, *, window_ms: int = 100) -> list[float]:
    """The share of each window's power, 0 to 1, that a tone of this frequency has; 0 where the line is dead.

    Goertzel's filter, over windows of whole periods at the usual frequencies.
    """
    samples, rate = _samples(path)
    size = rate * window_ms // 1000
    return [_tone_share(samples[at : at + size], hertz / rate) for at in range(0, len(samples) - size + 1, size)]


def _tone_share(window: "array[int]", turns: float) -> float:
    """`turns`: the tone's periods in a sample."""
    turn, before, now = 2 * math.cos(2 * math.pi * turns), 0.0, 0.0
    for sample in window:
        before, now = now, sample + turn * now - before
    power = now * now + before * before - turn * now * before
    whole = sum(sample * sample for sample in window) * len(window) / 2
    return min(1.0, power / whole) if whole > len(window) * _DEAD**2 else 0.0


def longest_silence_ms(path: Path, *, window_ms: int = 20, below_db: float = SILENCE_DB) -> int:
    """The longest period, in ms, in which every window is quieter than `below_db`."""
    longest = now = 0
    for level in loudness(path, window_ms=window_ms):
        now = now + window_ms if level < below_db else 0
        longest = max(longest, now)
    return longest


def _samples(path: Path) -> tuple["array[int]", int]:
    """The samples and their number in a second. Raises ValueError unless the WAV is 16-bit mono."""
    with wave.open(str(path)) as sound:
        if (sound.getsampwidth(), sound.getnchannels()) != (2, 1):
            raise ValueError(f"{path.name} is not 16-bit mono.")
        samples, rate = array("h", sound.readframes(sound.getnframes())), sound.getframerate()
    if sys.byteorder == "big":
        samples.byteswap()
    return samples, rate


def _decibel(samples: "array[int]") -> float:
    mean_square = sum(sample * sample for sample in samples) / len(samples)
    return 20 * math.log10(math.sqrt(mean_square) / FULL_SCALE) if mean_square else -math.inf
