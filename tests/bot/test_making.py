"""`nichereel make`: a reel from the command line, and the storyboard that can be edited by hand."""

import json
from pathlib import Path

import av
from typer.testing import CliRunner

from bot.cli import app


def make(*words: str | Path) -> tuple[int, str]:
    """What the command line answers, and how it ended."""
    done = CliRunner().invoke(app, ["make", *map(str, words)])
    return done.exit_code, done.output


def test_an_edited_storyboard_is_drawn_again(tmp_path: Path) -> None:
    """The storyboard is written beside the reel; changed by hand, it is drawn as it then stands."""
    paper, reel = tmp_path / "board.json", tmp_path / "reel.mp4"
    first = make("how monks invented espresso", "--seconds", "5", "--look", "noir", "--out", reel,
                 "--storyboard", paper)  # fmt: skip
    board = json.loads(paper.read_text())
    paper.write_text(json.dumps(board | {"title": "Steam"}))
    second = make("--seconds", "5", "--out", reel, "--storyboard", paper)
    with av.open(str(reel)) as container:
        told = container.metadata

    assert (first[0], second[0]) == (0, 0)
    assert first[1].count("Storyboard by the house writer, from patterns; GEMINI_API_KEY") == 1
    assert "house writer" not in second[1]
    assert board["style"]["look"] == "noir"
    assert "Steam" in second[1]
    assert told["title"] == "Steam"


def test_any_name_and_any_title_will_do(tmp_path: Path) -> None:
    """A file without a suffix, brackets in its name, and brackets in the idea are taken as they are."""
    reel = tmp_path / "reel[1]"
    code, said = make("what [/b] means", "--seconds", "5", "--out", reel)

    assert code == 0
    assert "[/b]" in said
    assert reel.stat().st_size > 100_000
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "reel[1]", "reel[1].cover.jpg", "reel[1].thumb.jpg"
    ]  # fmt: skip


def test_a_folder_is_no_name_for_a_reel(tmp_path: Path) -> None:
    """Whoever names a folder is told to name the file, too, before anything is drawn."""
    code, said = make("tea", "--seconds", "5", "--out", tmp_path)

    assert code == 1
    assert "is a folder" in said
    assert list(tmp_path.iterdir()) == []


def test_a_reel_is_called_nothing_but_mp4(tmp_path: Path) -> None:
    """Whoever asks for a sound file is told what a reel is, before anything is drawn."""
    code, said = make("tea", "--seconds", "5", "--out", tmp_path / "tea.mp3")

    assert code == 1
    assert "A reel is an MP4 file" in said
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_storyboard_is_told_where(tmp_path: Path) -> None:
    """A storyboard with a hole in it is refused with the name of the hole; nothing is drawn."""
    (tmp_path / "board.json").write_text('{"title": "Steam"}')
    code, said = make("--storyboard", tmp_path / "board.json", "--out", tmp_path / "reel.mp4")

    assert code == 1
    assert "hook" in said
    assert not (tmp_path / "reel.mp4").exists()


def test_an_unknown_look_is_told_what_there_is(tmp_path: Path) -> None:
    """A look that is misspelt is answered with those there are."""
    code, said = make("tea", "--look", "nior", "--out", tmp_path / "reel.mp4")

    assert code == 2
    assert "noir" in said


def test_a_storyboard_that_is_not_there_is_named(tmp_path: Path) -> None:
    """Without an idea nobody could write the missing storyboard, so its path is said."""
    code, said = make("--storyboard", tmp_path / "nope.json", "--out", tmp_path / "reel.mp4")

    assert code == 2
    assert f"There is no storyboard at {tmp_path / 'nope.json'}." in said
