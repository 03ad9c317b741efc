"""The last word on a job: the reel, or why there is none, and what it cost."""

from collections.abc import Sequence

from bot.voice import learning, takes
from bot.voice.asking import short
from bot.voice.cards import social_text
from bot.voice.languages import language, tongue
from bot.voice.limits import left
from bot.voice.moderation import after_refusal
from bot.voice.rewording import reword
from bot.voice.standing import asked_model, filming_model
from bot.voice.tongue import both, count, current, facing, mark, say, speaking
from core.books.ledger import NOTHING
from core.books.money import dollars
from core.books.quota import Usage
from core.reel.catalogue import Model
from core.reel.job import Job, Reel, Stage
from core.talk import Choice


class LastWords:
    """Puts finished jobs into words. `models` can be ordered here, `house` names the writer without a key."""

    def __init__(self, models: Sequence[Model], house: str) -> None:
        self._models = tuple(models)
        self._house = house

    def __call__(self, job: Job, usage: Usage | None = None) -> tuple[str, tuple[Choice, ...]]:
        """The text and the buttons of a delivery; `usage` is the account's once the job is closed.

        They are in the language of whoever asked for the job, but shown again in that of whoever asks now.
        """
        with speaking(job.language if usage is not None else current()):
            text, choices = self._said(job, usage)
            return facing(text), choices

    def _said(self, job: Job, usage: Usage | None) -> tuple[str, tuple[Choice, ...]]:
        if job.reel is not None and job.storyboard is not None and job.outcome is not Stage.CANCELLED:
            board = job.storyboard
            notes = [*self._notes(job), *self._left(job, usage), say("Job {job}.", job=job.id)]
            made = "\n".join([self._made(job, job.reel), *notes])
            offers = (*takes.offer(job, self._models), *_offers(job))
            return "\n\n".join([board.title, social_text(board.social), made]), offers
        if job.outcome is Stage.CANCELLED:
            head = say("Cancelled: “{topic}” ({job}).", topic=short(job.brief.topic), job=job.id)
            return " ".join(filter(None, [head, reword(job.words), _charged(job)])), ()
        again = ((say("Try again"), f"/again {job.id}"),) if job.storyboard else after_refusal(job)
        why = reword(job.words) or say("Something went wrong.")
        head = say("No reel this time: “{topic}” ({job}).", topic=short(job.brief.topic), job=job.id)
        return f"{head} {why} {_charged(job)}", again

    def _made(self, job: Job, reel: Reel) -> str:
        seconds = f"{reel.footage.seconds:.0f}"
        if job.fallback:
            wanted = asked_model(job, self._models)
            head = say(
                "Labelled fallback: an animatic of {seconds} s instead of {model}.",
                seconds=seconds,
                model=wanted,
            )
            return f"{head} {reword(job.fallback)} {say('It costs you nothing.')}"
        if reel.is_animatic:
            made = (
                mark("Animatic preview, {seconds} s, drawn here from the storyboard: as you asked.")
                if self._models
                else mark(
                    "Animatic preview, {seconds} s, drawn here from the storyboard: "
                    "no video vendor is set up."
                )
            )
            return f"{say(made, seconds=seconds)} {_cost(job, reel)}"
        return f"{takes.filmed(job, filming_model(job), seconds)} {_cost(job, reel)}"

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
            notes.append(reword(job.unheard))
        if job.writer == self._house:
            notes.append(say("Storyboard by the house writer."))
        if job.note:
            notes.append(reword(job.note))
        if change := learning.changed(job):
            notes.append(change)
        if board is not None and tongue(board.language) != tongue(wished):
            words = "Your reels are to be in {wished}; this one is in {language}."
            notes.append(say(words, wished=language(wished), language=language(board.language)))
        return notes


def _drawn(job: Job) -> str:
    """Which clips of a filmed reel are drawn, and why."""
    numbers = [str(number + 1) for number in job.drawn]
    return count(
        len(job.drawn),
        "Clip {numbers} is drawn and labelled so, at no cost: {why}",
        "Clips {numbers} are drawn and labelled so, at no cost: {why}",
        numbers=both(numbers),
        why=reword(job.lack),
    )


def _heard(job: Job) -> str:
    """Who speaks and who composed, when that was ordered; a fallback has what there was of it."""
    voice = [say("Voice: {voice}.", voice=job.voices[0].label)] if job.voices else []
    music = [say("Music: {music}.", music=job.music.label)] if job.music and not job.fallback else []
    return " ".join([*voice, *music])


def _offers(job: Job) -> tuple[Choice, ...]:
    again = (say("Try the real one again") if job.fallback else say("Again"), f"/again {job.id}")
    return (
        again,
        (say("Edit the idea"), f"/edit {job.id}"),
        (say("Variation"), f"/vary {job.id}"),
        ("👍", f"/rate {job.id} opinion=good"),
        ("👎", f"/rate {job.id} opinion=bad"),
        (say("Details"), f"/storyboard {job.id}"),
        (say("As a file"), f"/reels {job.id} as=file"),
        (say("Post kit"), f"/kit {job.id}"),
        *learning.why(job),
        (say("Report"), f"/report {job.id}"),
    )


def _cost(job: Job, reel: Reel) -> str:
    bill = job.bill or NOTHING
    if job.key_of and not reel.is_copy:
        return say("Cost: what the vendor charges your own key, nothing here.")
    if reel.is_copy:
        return say("Cost: $0.00, all its clips were there already.")
    if job.bought:
        one = "Cost: {price}, paid with {number} bought reel."
        many = "Cost: {price}, paid with {number} bought reels."
        return count(bill.reels, one, many, price=dollars(bill.account_micros))
    return say("Cost: {price}.", price=dollars(bill.account_micros))


def _charged(job: Job) -> str:
    bill = job.bill or NOTHING
    if not bill.account_micros:
        return say("Nothing was charged.")
    words = "{price} was charged: the vendor had begun to film and could not take it back."
    return say(words, price=dollars(bill.account_micros))
