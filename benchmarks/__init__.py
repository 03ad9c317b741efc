"""Every figure that we claim, measured beside the plain way people write it today, in one run.

`python -m benchmarks` measures all, contest by contest; `python -m benchmarks waiting` one of them;
`--quick` takes small sizes, `--write docs/performance.md` puts what is measured into the tables there and
leaves the other contests' as they are. Read `contest` for how a figure comes about, and any contest
(`acknowledge`, `waiting`, `workers`) for what is measured.
"""
