"""moviepy's contestant, run by an interpreter of its own: `python -m benchmarks.moviepy_peer SCRIPT FOLDER`.

What cinematic shows is shown here too, each element a layer, as moviepy's own documentation does. What it
cannot do is left out: the wandering lights are one large picture that drifts, nothing is dithered, and the
loudness is what it is.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from moviepy import (  # type: ignore[import-not-found]  # it lives beside another Pillow
    AudioFileClip,
    ColorClip,
    CompositeAudioClip,
    CompositeVideoClip,
    ImageClip,
    TextClip,
    VideoFileClip,
)
from moviepy.audio.fx import MultiplyVolume  # type: ignore[import-not-found]
from moviepy.video.fx import CrossFadeIn, CrossFadeOut, Resize  # type: ignore[import-not-found]
from PIL import Image, ImageColor, ImageDraw, ImageFilter

WIDTH, HEIGHT, FPS = 1080, 1920, 30
CURTAIN = 0.36
LIGHT, LIGHT_Y = 400, 650
Told = dict[str, Any]
Colour = tuple[int, ...]


def animatic(told: Told, folder: Path) -> None:
    """Draw the reel."""
    layers = [layer for beat in told["beats"] for layer in scene(beat, told)]
    layers += [curtain(beat["start"], told) for beat in told["beats"][1:]]
    layers += marks(told)
    whole = CompositeVideoClip(layers, size=(WIDTH, HEIGHT), bg_color=(0, 0, 0)).with_duration(
        told["seconds"]
    )
    save(whole.with_audio(AudioFileClip(str(folder / "music.wav")).with_duration(told["seconds"])),
         folder / "m.mp4", "ultrafast", "25")  # fmt: skip


def scene(beat: Told, told: Told) -> list[Any]:
    """Everything of a beat, from the ground to the letterbox."""
    colours = {name: ImageColor.getrgb(code) for name, code in told["palette"].items()}
    ground = ImageClip(mesh(colours)).with_position(lambda t: (round(-60 - 12 * t), round(-80 - 9 * t)))
    flare = ImageClip(halo((1400, 34), colours["gold"], 0.36))
    y = 400 if not beat["number"] else LIGHT_Y
    layers = [ground, *(emblem(beat, colours) if beat["number"] else [lamp(colours)])]
    layers.append(flare.with_position(lambda t: (round(-160 + 120 * np.sin(0.7 * t)), y - 17)))
    timed = [layer.with_start(beat["start"]).with_duration(beat["seconds"]) for layer in layers]
    timed += [layer for word in beat["title"] for layer in title(word, beat, told, colours["gold"])]
    timed += [layer for word in beat["said"] for layer in spoken(word, beat, told)]
    bars = ColorClip((WIDTH, 176), (0, 0, 0)).with_start(beat["start"]).with_duration(beat["seconds"])
    return [*timed, bars.with_position((0, 0)), bars.with_position((0, HEIGHT - 176))]


def lamp(colours: Told) -> Any:
    """The hook's light."""
    return ImageClip(halo((1080, 1080), colours["warm"], 0.55)).with_position((0, 340))


def emblem(beat: Told, colours: Told) -> list[Any]:
    """The light behind the silhouette, the disc with the icon, and the ring around it, all rising."""
    disc = Image.new("RGBA", (LIGHT, LIGHT))
    ImageDraw.Draw(disc).ellipse((0, 0, LIGHT - 1, LIGHT - 1), fill=colours["gold"])
    disc.paste(colours["ground"], ((LIGHT - 230) // 2,) * 2, Image.open(beat["icon"]))
    rim = Image.new("RGBA", (LIGHT + 96,) * 2)
    ImageDraw.Draw(rim).ellipse((1, 1, LIGHT + 94, LIGHT + 94), outline=(*colours["gold"], 140), width=2)

    def rising(size: int) -> Any:
        return lambda t: (
            (WIDTH - size) // 2, round(LIGHT_Y + 60 * max(0.0, 1 - t / 0.9) ** 3 - 10 * t - size / 2)
        )  # fmt: skip

    glow = halo((1080, 1080), colours["warm"], 0.9)
    return [
        ImageClip(picture, duration=beat["seconds"])
        .with_position(rising(picture.shape[0]))
        .with_effects([CrossFadeIn(seconds)])
        for picture, seconds in ((glow, 0.9), (np.array(disc), 0.9), (np.array(rim), 1.1))
    ]


def title(word: Told, beat: Told, told: Told, gold: Colour) -> list[Any]:
    """A word that comes into focus: blurred first, then sharp."""
    size, colour = word["size"], gold if word["is_key"] else (250, 247, 240)
    start = beat["start"] + max(0.0, word["start"])
    sharp = text(word["text"], told["fonts"]["title"], size, colour)
    pad = size // 2
    vague = Image.new("RGBA", (sharp.w + 2 * pad, sharp.h + 2 * pad), (*colour, 0))
    vague.putalpha(letters(sharp, pad).filter(ImageFilter.GaussianBlur(size * 0.16)))
    shade = Image.new("RGBA", vague.size)
    shade.putalpha(letters(sharp, pad).filter(ImageFilter.GaussianBlur(size * 0.12)))
    x, y, length = word["x"], word["y"], beat["start"] + beat["seconds"] - start
    soft = ImageClip(np.array(vague)).with_duration(0.62).with_effects([CrossFadeIn(0.3), CrossFadeOut(0.3)])
    below = ImageClip(np.array(shade)).with_duration(length).with_effects([CrossFadeIn(0.6)])
    above = sharp.with_duration(length).with_effects([CrossFadeIn(0.6)])
    places = ((below, x - pad, y - pad), (soft, x - pad, y - pad), (above, x, y))
    return [layer.with_start(start).with_position((left, top)) for layer, left, top in places]


def spoken(word: Told, beat: Told, told: Told) -> list[Any]:
    """A spoken word: faint from the beginning, lit when its turn has come."""
    plain = text(word["text"], told["fonts"]["line"], word["size"], (242, 238, 230))
    start, end = beat["start"] + 0.15, beat["start"] + beat["seconds"]
    turn = beat["start"] + word["turn"]
    faint = plain.with_start(start).with_end(turn).with_opacity(0.55)
    lit = plain.with_start(turn).with_end(end)
    return [layer.with_position((word["x"], word["y"])) for layer in (faint, lit)]


def marks(told: Told) -> list[Any]:
    """Progress, the label, and which scene it is."""
    beats, font = told["beats"], told["fonts"]["line"]
    step = 878 / len(beats)
    width = round(step - 12)
    layers = [text("ANIMATIC PREVIEW", font, 28, (240, 236, 228)).with_position((96, 264))]
    layers[0] = layers[0].with_duration(told["seconds"])
    for number, beat in enumerate(beats):
        x, start, end = 72 + number * step, beat["start"], beat["start"] + beat["seconds"]
        cell = ColorClip((width, 4), (240, 236, 228))
        growing = cell.with_start(start).with_duration(beat["seconds"]).with_effects([
            Resize(lambda t, s=beat["seconds"]: (max(1, round(width * t / s)), 4))
        ])  # fmt: skip
        layers += [cell.with_opacity(0.3).with_duration(told["seconds"]).with_position((x, 226)),
                   growing.with_position((x, 226))]  # fmt: skip
        if end < told["seconds"]:
            layers.append(cell.with_start(end).with_end(told["seconds"]).with_position((x, 226)))
        if number:
            counter = text(f"SCENE {number} / {beat['total']}", font, 28, (240, 236, 228))
            layers.append(counter.with_start(start).with_end(end).with_position((760, 264)))
    return layers


def curtain(cut: float, told: Told) -> Any:
    """Through the colour of the light, nearly gone, around a cut."""
    colours = [np.array(ImageColor.getrgb(told["palette"][name])) for name in ("ground", "warm")]
    colour = tuple(int(value) for value in colours[0] * 0.7 + colours[1] * 0.3)
    cover = ColorClip((WIDTH, HEIGHT), colour).with_start(cut - CURTAIN).with_duration(2 * CURTAIN)
    return cover.with_effects([CrossFadeIn(CURTAIN), CrossFadeOut(CURTAIN)])


def cut(told: Told, folder: Path) -> None:
    """Clips scaled, dissolved and captioned, with voice and music; it cannot aim at a loudness."""
    takes = []
    for number, (clip, start) in enumerate(zip(told["clips"], told["starts"], strict=True)):
        # Scaled by the decoder, which is the fastest way it has.
        take = VideoFileClip(clip, audio=False, target_resolution=(WIDTH, HEIGHT)).with_start(start)
        takes.append(take.with_effects([CrossFadeIn(told["fade"])]) if number else take)
    words = []
    for word in told["words"]:
        for colour, start, end in (
            ("white", word["start"], word["turn"]),
            ("#f4c977", word["turn"], word["done"]),
            ("white", word["done"], word["end"]),
        ):
            if end - start > 1 / FPS:
                clip = text(word["text"], told["font"], 96, colour, "#08080a")
                words.append(clip.with_start(start).with_end(end).with_position((word["x"], word["y"])))
    whole = CompositeVideoClip([*takes, *words], size=(WIDTH, HEIGHT), bg_color=(0, 0, 0))
    music = AudioFileClip(str(folder / "music.wav")).with_duration(whole.duration)
    voice = AudioFileClip(str(folder / "voice.wav"))
    heard = [music.with_effects([MultiplyVolume(0.3)]), *(voice.with_start(at) for at in told["voices"])]
    save(
        whole.with_audio(CompositeAudioClip(heard).with_duration(whole.duration)),
        folder / "c.mp4",
        "veryfast",
        "20",
    )


def text(words: str, font: str, size: int, colour: Any, edge: str | None = None) -> Any:
    """Set words; room around them, because moviepy cuts descenders off without it."""
    return TextClip(font=font, text=words, font_size=size, color=colour, stroke_color=edge,
                    stroke_width=6 if edge else 0, margin=(4, size // 5, 4, size // 2))  # fmt: skip


def letters(clip: Any, pad: int) -> Image.Image:
    """The mask of a set word with room around it."""
    mask = Image.new("L", (clip.w + 2 * pad, clip.h + 2 * pad))
    mask.paste(Image.fromarray((clip.mask.get_frame(0) * 255).astype(np.uint8)), (pad, pad))
    return mask


def mesh(colours: Told) -> np.ndarray:
    """The ground with its lights, larger than the picture so that it can drift."""
    small = np.zeros((65, 37, 3)) + colours["ground"]
    y, x = np.mgrid[0:1:65j, 0:1:37j]
    for name, at_x, at_y in (("cool", 0.2, 0.3), ("warm", 0.8, 0.6), ("cool", 0.6, 0.9)):
        near = np.exp(-(((x - at_x) / 0.42) ** 2) - ((y - at_y) / 0.3) ** 2)[..., None]
        small += (np.array(colours[name]) - small) * near * 0.6
    return np.array(Image.fromarray(small.astype(np.uint8)).resize((1320, 2160), Image.Resampling.BICUBIC))


def halo(size: tuple[int, int], colour: Colour, opacity: float) -> np.ndarray:
    """A light that fades to nothing at its rim."""
    y, x = np.mgrid[-1 : 1 : size[1] * 1j, -1 : 1 : size[0] * 1j]
    picture = np.zeros((size[1], size[0], 4), np.uint8) + np.array((*colour, 0), np.uint8)
    picture[..., 3] = np.clip(1 - np.hypot(x, y), 0, 1) ** 1.7 * 255 * opacity
    return picture


def save(clip: Any, to: Path, preset: str, crf: str) -> None:
    """Encode as we do."""
    clip.write_videofile(
        str(to), fps=FPS, preset=preset, ffmpeg_params=["-crf", crf], audio_codec="aac", audio_fps=48000,
        threads=2, temp_audiofile_path=str(to.parent), logger=None,
    )  # fmt: skip


def main() -> None:
    """Print how many seconds each took."""
    told, folder = json.loads(Path(sys.argv[1]).read_text()), Path(sys.argv[2])
    for key, work in (("drawn_10", animatic), ("cut", cut)):
        start = time.perf_counter()
        work(told[key], folder)
        print(key, time.perf_counter() - start)


if __name__ == "__main__":
    main()
