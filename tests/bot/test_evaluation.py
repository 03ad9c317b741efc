"""Fifty briefs go through a writer, and a table says what its storyboards are worth."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.evaluation.briefs import OURS, read_briefs
from bot.evaluation.command import evaluate
from bot.evaluation.judging import frames, judged, likeness
from bot.evaluation.table import table
from bot.settings import Settings
from core.errors import Misconfigured
from core.ports import Draft
from core.reel.catalogue import WAN_25
from tests.players import storyboard
from tests.wires.gemini import KEY, GeminiServer
from tests.wires.gemini_faults import Fault


def test_there_are_fifty_in_eleven_languages() -> None:
    """Ours are fifty different briefs, some in each language that our users speak."""
    briefs = read_briefs(OURS, model=WAN_25.id)

    assert len({brief.topic for brief in briefs}) == len(briefs) == 50
    assert len({brief.niche.language for brief in briefs}) == 11


async def test_the_house_writer_is_judged_without_a_key() -> None:
    """Without a key the house writer is judged: every brief is written, and no two hooks are alike."""
    said: list[str] = []

    assert await evaluate(Settings(), said.append, lambda _: None, writer="house")

    assert "| all        | 50     | 50" in said[0]
    assert "No two hooks are alike." in said[0]
    assert "what lines say in other languages is not judged." in said[0]
    assert "Without their topics: 46 different hooks in 50; most often, 2 times: “" in said[0]
    assert "| 50/50 | 50/50 | " in said[0].replace("  ", " ")


async def test_all_fifty_go_through_gemini() -> None:
    """Each of the fifty is asked for in its own language and comes back in it; hooks alike may not ship."""
    said: list[str] = []
    async with GeminiServer() as gemini:
        settings = Settings(gemini_api_key=SecretStr(KEY), gemini_base_url=gemini.address)
        assert not await evaluate(settings, said.append, lambda _: None, writer="gemini")

    (row,) = [line for line in said[0].splitlines() if line.startswith("| all")]
    assert [cell.strip() for cell in row.split("|")][2:4] == ["50", "50"]
    assert "| 50/50 " in row
    assert "times: “this is no ordinary cup”." in said[0]


async def test_one_sentence_with_another_topic_is_found_out(tmp_path: Path) -> None:
    """Hooks that differ in nothing but their topic are counted as one."""
    file = tmp_path / "briefs.toml"
    file.write_text(
        'de = ["reels | warm | reach | 10 | Tee | Mein Tee", "reels | warm | reach | 10 | Tee | Dein Tee"]'
    )
    briefs = read_briefs(file, model=WAN_25.id)
    hooks = [storyboard().hook.model_copy(update={"said": f"Listen: {each.topic}."}) for each in briefs]
    boards = [storyboard().model_copy(update={"hook": hook}) for hook in hooks]
    written = [judged(each, Draft(board, "scribe"), 0.1) for each, board in zip(briefs, boards, strict=True)]

    assert frames(written) == {"listen": 2}
    assert "| 1/2 " in table(written, "scribe")


async def test_gemini_is_judged_with_its_tokens_and_its_bill(tmp_path: Path) -> None:
    """With a key the table has latency, tokens and cost, and says what could not be written."""
    file = tmp_path / "briefs.toml"
    line = "reels | warm | engagement | 10 | coffee | {}"
    file.write_text(f'en = ["{line.format("tea")}", "{line.format("cocoa")}"]\nde = ["{line.format("Tee")}"]')
    said: list[str] = []
    async with GeminiServer() as gemini:
        settings = Settings(gemini_api_key=SecretStr(KEY), gemini_base_url=gemini.address)
        gemini.next(Fault.BLOCKED_PROMPT)
        is_whole = await evaluate(settings, said.append, lambda _: None, file=file)

    assert not is_whole
    assert "Not written: tea" in said[0]
    assert "Writer: gemini" in said[0]
    (row,) = [line for line in said[0].splitlines() if line.startswith("| German")]
    assert "$0.00" in row
    assert all(int(cell) > 100 for cell in row.split("|")[-4:-2])


async def test_hooks_that_say_the_same_are_seen(tmp_path: Path) -> None:
    """A writer that opens every reel alike is found out."""
    file = tmp_path / "briefs.toml"
    line = "reels | warm | engagement | 10 | coffee | {}"
    file.write_text(f'en = ["{line.format("tea")}", "{line.format("cocoa")}"]')
    said: list[str] = []
    async with GeminiServer() as gemini:
        settings = Settings(gemini_api_key=SecretStr(KEY), gemini_base_url=gemini.address)
        await evaluate(settings, said.append, lambda _: None, file=file)

    assert "Hooks alike: 1 pairs." in said[0]


def test_words_are_compared_in_any_script() -> None:
    """Equal lines are one hook twice, also where words are not parted by spaces."""
    assert likeness("Watch this cup. Watch", "Watch this cup! Watch") == 1
    assert likeness("雨上がりの路地裏を歩く夜の散歩道", "包丁研ぎで切れ味がよみがえる瞬間だ") < 0.5
    assert likeness("How monks invented espresso", "Why dogs tilt their heads") < 0.2


def test_what_is_judged_is_what_would_be_ordered() -> None:
    """A draft is judged as it was handed in and as it is mended."""
    (brief, *_) = read_briefs(OURS, model=WAN_25.id)
    found = judged(brief, Draft(storyboard(), "scribe"), 0.1)

    assert found.report is not None
    assert found.raw < found.report.score
    assert found.is_within


@pytest.mark.parametrize("text", ["en = 5", 'en = ["only | two"]', "en = ["])
def test_a_file_that_is_wrong_is_said_to_be(tmp_path: Path, text: str) -> None:
    """A line that is no brief is named, and nothing is written."""
    file = tmp_path / "briefs.toml"
    file.write_text(text)

    with pytest.raises(Misconfigured):
        read_briefs(file, model=WAN_25.id)
