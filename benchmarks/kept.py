"""What was measured last, beside the page that shows it: `docs/performance.json`.

A contest that is measured anew takes the place of its own earlier figures alone, and whoever reckons with
figures (`simulation`) takes them from here.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from benchmarks.contest import Result

PAGE = Path("docs/performance.md")


def keep(page: Path, name: str, result: Result) -> Mapping[str, Result]:
    """Keep a contest's result with the others of this page, all of which are returned."""
    results = {**kept(page), name: result}
    told = {each: asdict(results[each]) for each in sorted(results)}
    _beside(page).write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return results


def kept(page: Path = PAGE) -> Mapping[str, Result]:
    """The results that a page shows, by the contests' names."""
    path = _beside(page)
    if not path.exists():
        return {}
    return {name: Result(**told) for name, told in json.loads(path.read_text(encoding="utf-8")).items()}


def _beside(page: Path) -> Path:
    return page.with_suffix(".json")
