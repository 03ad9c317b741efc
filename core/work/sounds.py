"""What is ordered beside the clips: the spoken lines and a composed bed. Nobody waits long for either."""

import math
from collections.abc import Collection, Sequence
from logging import getLogger

from core.ports import Order
from core.reel.brief import Brief
from core.reel.job import Job, Shot
from core.reel.model import Model
from core.reel.niche import Tone, Voiced
from core.reel.prompt import seed
from core.reel.render import Render, RenderStage, order_key
from core.reel.shots import shot_lengths
from core.reel.sound import Part, Sound
from core.reel.storyboard import Storyboard
from core.work.crew import Crew
from core.work.editing import LETTERS_A_SECOND, spoken_seconds

log = getLogger(__name__)

_HASTE = 1.25
"""So much faster than usual somebody may speak at most; the quote allows for it."""
_CARD = 3
"""Seconds of music for the card at the end."""
_LACK = {
    Part.VOICE: "Nobody speaks in it: the voice could not be recorded. That costs nothing.",
    Part.MUSIC: "Its music was made here: none could be composed. That costs nothing.",
}


def sound_quote(brief: Brief, model: Model | None, crew: Crew) -> int:
    """What voice and music of this brief cost at most, in micro-dollars, before its lines are written."""
    if model is None:
        return 0
    lengths = shot_lengths(model, brief)
    seconds, quote = sum(lengths), 0
    if crew.voice is not None and is_spoken(brief, model, crew.voice):
        quote += crew.voice.price(math.ceil(_HASTE * LETTERS_A_SECOND * seconds), math.ceil(_HASTE * seconds))
    if crew.composer is not None and _is_composed(brief, model, len(lengths), crew):
        quote += crew.composer.price(0, _music_seconds(crew.composer, seconds))
    return quote


def is_spoken(brief: Brief, model: Model | None, voice: Sound | None) -> bool:
    """Whether the lines of this brief get a voice of ours; a drawn reel (no model) only one that is free."""
    wish = brief.niche.voice
    if voice is None or wish is Voiced.OFF:
        return False
    return voice.is_free if model is None else wish is Voiced.ON or not model.has_sound


def with_sounds(job: Job, board: Storyboard, shots: Sequence[Shot], crew: Crew) -> Job:
    """The job with what is to be heard beside the sound of its clips; of no shots for a drawn reel."""
    model = crew.catalogue.get(shots[0].order.model) if shots else None
    job = job.but(voices=(), music=None, unheard="")
    if model is not None and crew.composer is not None and _is_composed(job.brief, model, len(shots), crew):
        job = job.but(
            music=_music(board, job.brief, sum(shot.order.seconds for shot in shots), crew.composer)
        )
    voice = crew.voice_for(board.language)
    if crew.voice is None or voice is None or not is_spoken(job.brief, model, crew.voice):
        return job
    if not voice.speaks(board.language):
        return job.but(unheard=f"Nobody speaks in it: {voice.label} does not know the language.")
    if voice is not crew.voice:
        job = job.but(
            unheard=f"{crew.voice.label} does not know the language, so {voice.label} had to speak."
        )
    shown = len(board.moments) if model is None else 1 + max(map(max, board.shared_out(len(shots))))
    tone = job.brief.niche.tone
    said = [voice.says(moment.said, board.language) for moment in board.moments[:shown]]
    if not any(said):
        return job.but(unheard=f"Nobody speaks in it: {voice.label} does not know the language.")
    return job.but(voices=tuple(_line(words, board.language, tone, voice) for words in said))


def is_late(render: Render, job: Job, crew: Crew) -> bool:
    """Whether to do without a sound although all clips are there: its vendor is down, or takes too long."""
    if render.stage is RenderStage.WANTED and crew.passes_over(render.vendor):
        return True
    return render.stage is not RenderStage.READY and crew.clock() - job.stage_at > crew.policy.sound


def hushed(job: Job, parts: Collection[Part], words: str) -> Job:
    """The job without these sounds; `words` say why, for whoever runs the bot."""
    for part in sorted(parts):
        log.warning("Job %s does without its %s: %s", job.id, part, words)
        job = job.but(unheard=f"{job.unheard} {_LACK[part]}".strip())
        job = job.but(voices=()) if part is Part.VOICE else job.but(music=None)
    return job


def _is_composed(brief: Brief, model: Model, shots: int, crew: Crew) -> bool:
    """A single clip with sound of its own keeps just that."""
    return shots > 1 or not model.has_sound or is_spoken(brief, model, crew.voice)


def _line(said: str, language: str, tone: Tone, voice: Sound) -> Shot:
    seconds = math.ceil(spoken_seconds(said))
    order = Order(voice.id, said, "", seconds, "", 0, Part.VOICE, language, tone.value)
    return _shot(order, voice, len(said))


def _music(board: Storyboard, brief: Brief, seconds: int, composer: Sound) -> Shot:
    words = f"Instrumental music for a short video, no vocals. {board.style.mood} Tone: {brief.niche.tone}."
    length, chance = _music_seconds(composer, seconds), seed(brief.digest, 0)
    order = Order(composer.id, words[: composer.limit], "", length, "", chance, Part.MUSIC)
    return _shot(order, composer, len(words))


def _music_seconds(composer: Sound, seconds: int) -> int:
    return min(seconds + _CARD, composer.longest)


def _shot(order: Order, sound: Sound, letters: int) -> Shot:
    key, price = order_key(sound.vendor, order), sound.price(letters, order.seconds)
    return Shot(vendor=sound.vendor, order=order, order_key=key, price=price, label=sound.label)
