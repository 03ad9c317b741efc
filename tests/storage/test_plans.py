"""That the store stays as quick with a million jobs as with ten."""

import re
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import event

from tests.work.house import House


async def test_no_question_reads_a_whole_table(tmp_path: Path) -> None:
    """Whatever is asked while a reel is made, and when two share a clip, is answered by an index."""
    house, asked = House(tmp_path), set[str]()

    def listen(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.add(re.sub(r"\(\?(, \?)*\)", "(?)", statement))

    async with house.open():
        for engine in (house.store._pen.engine, house.store._eyes.engine):
            event.listen(engine.sync_engine, "before_cursor_execute", listen)
        await house.order(who="ann")
        house.clock.move(seconds=1)
        await house.made(who="bob")
    database = sqlite3.connect(tmp_path / "nichereel.db")
    looked_up = [each for each in asked if each.startswith(("SELECT", "UPDATE"))]
    # The tests themselves look for whoever is busy.
    ours = [each for each in looked_up if "jobs.lease != ?" not in each]
    plans = {each: _plan(database, each) for each in ours}
    database.close()

    assert len(ours) > 5
    assert {each: plan for each, plan in plans.items() if re.search(r"SCAN (?!anon|\(|CONST)", plan)} == {}


def _plan(database: sqlite3.Connection, statement: str) -> str:
    rows = database.execute(f"EXPLAIN QUERY PLAN {statement}", ["x"] * statement.count("?"))
    return "; ".join(row[3] for row in rows)
