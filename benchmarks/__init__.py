"""Every figure that we claim, measured beside the plain way people write it today, in one run.

`python -m benchmarks` measures all and prints the table; `python -m benchmarks waiting` one of them;
`--quick` takes small sizes, `--write docs/performance.md` fills the table there. Read `contest` for
how a figure comes about; `acknowledge`, `waiting`, `stages` and `start` for what is measured.
"""
