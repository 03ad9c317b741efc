"""The last word on a job: the reel, or why there is none, and what it cost."""

from collections.abc import Sequence

from bot.voice import takes
from bot.voice.asking import short
from bot.voice.cards import social_text
from bot.voice.decency import after_refusal
from bot.voice.languages import language, tongue
from bot.voice.limits import left
from bot.voice.standing import asked_model, filming_model
from core.catalogue import Model
from core.job import Job, Reel, Stage
from core.ledger import NOTHING
from core.money import dollars
from core.quota import Usage
from core.talk import Choice


class LastWords:
    """Puts finished jobs into words. `models` can be ordered here, `house` names the writer without a key."""

    def __init__(self, models: Sequence[Model], house: str) -> None:
        self._models = tuple(models)
        self._house = house

    def __call__(self, job: Job, usage: Usage | None = None) -> tuple[str, tuple[Choice, ...]]:
        """The text and the buttons of a delivery; `usage` is the account's once the job is closed."""
        if job.reel is not None and job.storyboard is not None and job.outcome is not Stage.CANCELLED:
            board = job.storyboard
            notes = [*self._notes(job), *self._left(job, usage), f"Job {job.id}."]
            made = "\n".join([self._made(job, job.reel), *notes])
            offers = (*takes.offer(job, self._models), *_offers(job))
            return "\n\n".join([board.title, social_text(board.social), made]), offers
        if job.outcome is Stage.CANCELLED:
            why = f"{job.words} " if job.words else ""
            return f"Cancelled: “{short(job.brief.topic)}” ({job.id}). {why}{_charged(job)}", ()
        again = (("Try again", f"/again {job.id}"),) if job.storyboard else after_refusal(job)
        why = job.words or "Something went wrong."
        return f"No reel this time: “{short(job.brief.topic)}” ({job.id}). {why} {_charged(job)}", again

    def _made(self, job: Job, reel: Reel) -> str:
        seconds = f"{reel.footage.seconds:.0f} s"
        if job.fallback:
            wanted = asked_model(job, self._models)
            head = f"Labelled fallback: an animatic of {seconds} instead of {wanted}."
            return f"{head} {job.fallback} It costs you nothing."
        if reel.is_animatic:
            why = "no video vendor is set up" if not self._models else "as you asked"
            cost = _cost(job, reel)
            return f"Animatic preview, {seconds}, drawn here from the storyboard: {why}. Cost: {cost}."
        clips = f" in {len(job.shots)} clips" if len(job.shots) > 1 else ""
        return f"{takes.filmed(job)} with {filming_model(job)}{clips}, {seconds}. Cost: {_cost(job, reel)}."

    def _left(self, job: Job, usage: Usage | None) -> list[str]:
        text = left(usage, (job.bill or NOTHING).account_micros) if usage else ""
        return [text] if text else []

    def _notes(self, job: Job) -> list[str]:
        board, wished = job.storyboard, job.brief.niche.language
        notes = takes.caution(job, self._models)
        if job.drawn:
            notes.append(_drawn(job))
        if heard := _heard(job):
            notes.append(heard)
        if job.unheard:
            notes.append(job.unheard)
        if job.writer == self._house:
            notes.append("Storyboard by the house writer.")
        if job.note:
            notes.append(job.note)
        if board is not None and tongue(board.language) != tongue(wished):
            notes.append(f"You asked for {language(wished)}; it is in {language(board.language)} this time.")
        return notes


def _drawn(job: Job) -> str:
    """Which clips of a filmed reel are drawn, and why."""
    numbers = [str(number + 1) for number in job.drawn]
    which = f"Clip {numbers[0]} is" if len(numbers) == 1 else f"Clips {' and '.join(numbers)} are"
    return f"{which} drawn and labelled so, at no cost: {job.lack}"


def _heard(job: Job) -> str:
    """Who speaks and who composed, when that was ordered; a fallback has what there was of it."""
    voice = [f"Voice: {job.voices[0].label}."] if job.voices else []
    music = [f"Music: {job.music.label}."] if job.music and not job.fallback else []
    return " ".join([*voice, *music])


def _offers(job: Job) -> tuple[Choice, ...]:
    again = ("Try the real one again" if job.fallback else "Again", f"/again {job.id}")
    return (
        again,
        ("Edit the idea", f"/edit {job.id}"),
        ("Variation", f"/vary {job.id}"),
        ("👍", f"/rate {job.id} opinion=good"),
        ("👎", f"/rate {job.id} opinion=bad"),
        ("Details", f"/storyboard {job.id}"),
        ("As a file", f"/reels {job.id} as=file"),
        ("Post kit", f"/kit {job.id}"),
        ("Report", f"/report {job.id}"),
    )


def _cost(job: Job, reel: Reel) -> str:
    bill = job.bill or NOTHING
    if job.key_of and not reel.is_copy:
        return "what the vendor charges your own key, nothing here"
    return "$0.00, all its clips were there already" if reel.is_copy else dollars(bill.account_micros)


def _charged(job: Job) -> str:
    bill = job.bill or NOTHING
    if not bill.account_micros:
        return "Nothing was charged."
    price = dollars(bill.account_micros)
    return f"{price} was charged: the vendor had begun to film and could not take it back."
