"""What the music bed plays: one score for each mood."""

from dataclasses import dataclass

MINOR, MAJOR, SEVENTH, MINOR7, MAJOR7 = (0, 3, 7), (0, 4, 7), (0, 4, 7, 10), (0, 3, 7, 10), (0, 4, 7, 11)
SUS = (0, 2, 7)
Chord = tuple[int, tuple[int, ...]]
"""How far above the key note it stands, in semitones, and the notes above that."""


@dataclass(frozen=True, slots=True)
class Score:
    """How a mood plays. Rhythms are sixteen steps of a bar: a digit is how loud (9 most), `.` a rest.

    `melody` is made of chord notes, `swing` moves every second step later, by that part of a step.
    """

    bpm: int
    key: int
    chords: tuple[Chord, ...]
    pad: float = 0.0
    melody: str = "." * 16
    melody_voice: str = "piano"
    melody_level: float = 0.5
    bass: str = "." * 16
    bass_voice: str = "bass"
    kick: str = "." * 16
    snare: str = "." * 16
    hat: str = "." * 16
    swing: float = 0.0
    room: float = 0.25
    crackle: float = 0.0
    impact: float = 0.0


MOODS: dict[str, Score] = {
    "cinematic": Score(
        72,
        50,
        ((0, MINOR), (-4, MAJOR), (3, MAJOR), (-2, SUS)),
        pad=0.9,
        melody="6..4..5..4..6.3.",
        melody_voice="piano",
        melody_level=0.45,
        bass="8.......5.......",
        kick="9.........5.....",
        room=0.5,
        impact=1.0,
    ),
    "noir": Score(
        88,
        48,
        ((0, MINOR7), (5, MINOR7), (-4, MAJOR7), (-5, SEVENTH)),
        pad=0.16,
        melody="..5..4....5...3.",
        melody_voice="keys",
        bass="8...7...8...7.6.",
        bass_voice="upright",
        snare="....3..2....3..2",
        hat="4..34..34..34..3",
        swing=0.3,
        room=0.4,
        crackle=0.25,
        impact=0.3,
    ),
    "documentary": Score(
        96,
        52,
        ((0, MINOR), (3, MAJOR), (-2, MAJOR), (5, SUS)),
        pad=0.5,
        melody="7.5.4.5.6.5.4.5.",
        melody_voice="piano",
        melody_level=0.5,
        bass="7.......6.......",
        hat="....2.......2...",
        room=0.4,
        impact=0.4,
    ),
    "playful": Score(
        116,
        55,
        ((0, MAJOR), (-3, MINOR), (5, MAJOR), (7, MAJOR)),
        melody="8..6.5.7..6.5.6.",
        melody_voice="marimba",
        melody_level=0.8,
        bass="8.....6.8...6...",
        bass_voice="upright",
        kick="8.......8..5....",
        snare="....7.......7...",
        hat="2.4.2.4.2.4.2.43",
        swing=0.12,
        room=0.15,
    ),
    "neon": Score(
        104,
        45,
        ((0, MINOR), (-4, MAJOR), (3, MAJOR), (-2, MAJOR)),
        pad=0.55,
        melody="7.5.6.5.7.5.6.75",
        melody_voice="saw",
        melody_level=0.3,
        bass="8686868686868686",
        bass_voice="saw",
        kick="9...9...9...9...",
        snare="....8.......8...",
        hat="..5...5...5...5.",
        room=0.3,
        impact=0.5,
    ),
    "minimal": Score(
        100,
        53,
        ((0, MAJOR7), (5, MAJOR7), (-3, MINOR7), (-2, SUS)),
        pad=0.3,
        melody="6....5....6..4..",
        melody_voice="keys",
        melody_level=0.55,
        bass="6.........5.....",
        kick="6.......6.......",
        hat="....3..2....3...",
        room=0.3,
    ),
    "vintage": Score(
        126,
        53,
        ((0, MAJOR), (9, SEVENTH), (2, SEVENTH), (7, SEVENTH)),
        melody="7..56.7..5.76.5.",
        melody_voice="honky",
        melody_level=0.6,
        bass="8.......7.......",
        bass_voice="upright",
        snare="....5.......5...",
        hat="....3..3....3..3",
        swing=0.3,
        room=0.2,
        crackle=0.6,
    ),
    "nature": Score(
        84,
        55,
        ((0, MAJOR), (7, MAJOR), (-3, MINOR), (5, MAJOR)),
        pad=0.6,
        melody="6.4.5..6.4.5.4..",
        melody_voice="kalimba",
        melody_level=0.75,
        bass="6.........4.....",
        hat="..2...2...2...2.",
        room=0.5,
    ),
}

HINTS = {
    "noir": "noir dark crime mystery suspense tense thriller sinister shadow",
    "playful": "playful fun happy funny joyful cheerful bouncy kids quirky",
    "neon": "neon synthwave electric futuristic cyber night energetic club",
    "minimal": "minimal calm clean quiet simple focused soft modern",
    "vintage": "vintage retro nostalgic old-fashioned jazz warm nostalgia",
    "nature": "nature organic peaceful serene natural fresh earthy gentle",
    "documentary": "documentary curious informative thoughtful honest expert investigative",
}


def score_for(mood: str) -> Score:
    """The score for a mood in free words; cinematic when none is known."""
    words = mood.lower().replace(",", " ").split()
    named = next((word for word in words if word in MOODS), None)
    hinted = next(
        (name for word in words for name, hints in HINTS.items() if word in hints.split()), "cinematic"
    )
    return MOODS[named or hinted]
