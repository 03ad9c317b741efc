"""`python -m benchmarks.looks [FOLDER]`: contact sheets of reels and captions, and the README's strip."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from adapters.media.animatic import Animatic
from adapters.media.captions import Captions, Said
from adapters.media.drawing.canvas import HEIGHT, WIDTH, Canvas, blank
from adapters.media.drawing.colour import Colour
from adapters.media.drawing.stage import FPS
from core.reel.brief import Look
from core.reel.storyboard import Hook, Scene, Social, Storyboard, VisualStyle

FRAME = (180, 320)
STRIP_FRAME = (197, 350)
QUALITY = 76
SKIES = (
    ((30, 16, 10), (120, 60, 25), (230, 160, 80), (255, 240, 215)),
    ((8, 14, 30), (30, 70, 110), (140, 190, 210), (245, 250, 255)),
    ((10, 25, 14), (50, 95, 45), (160, 190, 110), (250, 250, 225)),
    ((4, 4, 10), (60, 20, 80), (190, 80, 150), (250, 210, 255)),
)


@dataclass(frozen=True, slots=True)
class Reel:
    """One reel to be shown: its look, language and length, and what stands in it (text, keyword, icon)."""

    look: Look
    language: str
    seconds: int
    title: str
    words: tuple[tuple[str, str, str], ...]
    said: tuple[str, ...]


REELS = (
    Reel(Look.CINEMATIC, "en", 15, "How monks invented espresso", (
        ("How monks invented espresso", "espresso", ""), ("One bitter bean", "bitter", "coffee bean"),
        ("Water, fire, patience", "fire", "fire"), ("Drink it standing up", "standing", "coffee"),
    ), ("It began as a prayer.", "A goat found it first.", "Nobody hurried.", "They still do.")),
    Reel(Look.NOIR, "en", 30, "The hotel that never checked out", (
        ("He never checked out", "never", ""), ("Room 213 stayed lit", "213", "lamp"),
        ("Nobody asked for rent", "rent", "key"), ("Until the rain came in", "rain", "umbrella"),
    ), ("The bill is still open.", "Every night, at two.", "The key hung on its hook.",
        "Then somebody knocked.")),
    Reel(Look.PLAYFUL, "de", 15, "Die Eule aus Papier", (
        ("Bastel eine Eule aus Papier", "Eule", ""), ("Falte zuerst die Ohren", "Ohren", "scissors"),
        ("Zwei runde Augen", "runde", "eyes"), ("Gib ihr einen Namen!", "Namen", "bird"),
    ), ("In drei Minuten fertig.", "Ganz vorsichtig.", "Nicht zu klein.", "Meine heißt Frieda.")),
    Reel(Look.NEON, "ja", 20, "真夜中のラーメン", (
        ("真夜中の一杯", "一杯", ""), ("十二時間煮込む", "十二時間", "bowl"),
        ("麺は九十秒", "九十秒", "timer"), ("熱いうちに食べる", "熱い", "fire"),
    ), ("東京は眠らない。", "骨から始まる。", "それ以上は待たない。", "いただきます。")),
    Reel(Look.DOCUMENTARY, "ru", 30, "Город под льдом", (
        ("Город, которого нет на карте", "карте", ""), ("Лёд толщиной в два метра", "два метра", "snowflake"),
        ("Свет раз в полгода", "полгода", "sun"), ("Здесь живут тридцать человек", "тридцать", "users"),
    ), ("Его строили летом.", "Под ним океан.", "Потом снова ночь.", "И один учитель.")),
    Reel(Look.MINIMAL, "ar", 15, "ثلاث دقائق من الهدوء", (
        ("ثلاث دقائق من الهدوء", "الهدوء", ""), ("تنفس ببطء", "ببطء", "wind"),
        ("استمع إلى صوت واحد", "صوت", "ear"), ("ابدأ من جديد", "جديد", "sun"),
    ), ("أغمض عينيك.", "أربع ثوان.", "المطر يكفي.", "كل صباح.")),
    Reel(Look.VINTAGE, "fr", 60, "Le dernier train de minuit", (
        ("Le dernier train de minuit", "minuit", ""), ("Une valise oubliée", "valise", "suitcase"),
        ("Un nom sur le quai", "nom", "train"), ("Elle revint en hiver", "hiver", "snowflake"),
    ), ("Personne ne l'attendait.", "Elle était vide.", "Le sien.", "Quarante ans plus tard.")),
    Reel(Look.NATURE, "hi", 20, "पहाड़ की पहली चाय", (
        ("पहाड़ की पहली चाय", "चाय", ""), ("ओस में भीगी पत्तियाँ", "ओस", "leaf"),
        ("धीमी आँच पर", "धीमी", "fire"), ("सूरज के साथ पियो", "सूरज", "sun"),
    ), ("सुबह चार बजे।", "हाथ से चुनी हुई।", "जल्दी मत करो।", "और कुछ मत कहो।")),
)  # fmt: skip


def board(reel: Reel) -> Storyboard:
    """The storyboard of a reel to be shown."""
    (written, keyword, _), *scenes = reel.words
    each = (reel.seconds - 3) / len(scenes)
    return Storyboard(
        title=reel.title,
        language=reel.language,
        hook=Hook(seen="A close view.", said=reel.said[0], written=written, keyword=keyword),
        scenes=tuple(
            Scene(seen="A close view.", said=said, written=text, keyword=key, icon=icon, shot="Close-up, low",
                  seconds=each)
            for (text, key, icon), said in zip(scenes, reel.said[1:], strict=True)
        ),
        style=VisualStyle(
            cinematography="Slow", lighting="Low", colour_grade="Warm", mood="calm", look=reel.look
        ),
        social=Social(caption=reel.title),
    )  # fmt: skip


def frames(reel: Reel, moments: Sequence[float]) -> list[Image.Image]:
    """The pictures at so many seconds after the beginning of the hook and of each scene."""
    animatic = Animatic(board(reel), reel.seconds, 3)
    memory = blank()
    shown = []
    for beat in animatic.beats:
        for moment in moments:
            animatic.paint(Canvas.over(memory), beat.start + min(round(moment * FPS), beat.frames - 1))
            shown.append(memory.to_image())  # type: ignore[no-untyped-call]
    return shown


def sheet(pictures: Sequence[Image.Image], size: tuple[int, int], gap: int = 6) -> Image.Image:
    """Pictures side by side."""
    width = len(pictures) * (size[0] + gap) - gap
    whole = Image.new("RGB", (width, size[1]), (255, 255, 255))
    for number, picture in enumerate(pictures):
        whole.paste(picture.resize(size, Image.Resampling.LANCZOS), (number * (size[0] + gap), 0))
    return whole


def captioned(reel: Reel, number: int) -> Image.Image:
    """A spoken line of a reel on something like footage, while its second half is said."""
    memory = blank()
    canvas = Canvas.over(memory)
    canvas.copy(Canvas.of(clouds(SKIES[number % len(SKIES)], number)))
    Captions([Said(reel.said[0], 0.0, 2.0)], reel.look, reel.language).paint(canvas, 1.4)
    picture: Image.Image = memory.to_image()  # type: ignore[no-untyped-call]
    return picture


def clouds(colours: Sequence[Colour], seed: int) -> Image.Image:
    """Soft shapes of all lightnesses, on which captions are hard to read anywhere."""
    chance, height = np.random.default_rng(seed), np.zeros((HEIGHT, WIDTH), np.float32)
    for octave in range(1, 6):
        grid = Image.fromarray(chance.random((2 * 2**octave, 2**octave), np.float32))
        height += np.asarray(grid.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)) / 2**octave
    height = (height - height.min()) / np.ptp(height) * (len(colours) - 1)
    parts = [np.interp(height, range(len(colours)), shade) for shade in zip(*colours, strict=True)]
    return Image.fromarray(np.stack(parts, axis=-1).astype(np.uint8))


def main() -> None:
    """Write everything into the folder that was named, docs/looks unless told."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("docs/looks")
    folder.mkdir(parents=True, exist_ok=True)
    lines = [captioned(reel, number) for number, reel in enumerate(REELS)]
    sheet(lines, FRAME).save(folder / "captions.jpg", quality=QUALITY, optimize=True)
    strip: list[Image.Image] = []
    for reel in REELS:
        shown = frames(reel, (0.5, 2.0))
        if reel.look in (Look.CINEMATIC, Look.NOIR, Look.PLAYFUL, Look.NEON, Look.VINTAGE, Look.NATURE):
            strip.append(shown[1 if len(strip) % 2 == 0 else 3])
        name = f"{reel.look}-{reel.language}-{reel.seconds}s.jpg"
        sheet(shown, FRAME).save(folder / name, quality=QUALITY, optimize=True)
    sheet(strip, STRIP_FRAME, 4).save(folder / "readme.jpg", quality=82, optimize=True)


if __name__ == "__main__":
    main()
