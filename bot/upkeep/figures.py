"""The figures at /metrics: what the house does, counted as it happens, in Prometheus's form."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from time import perf_counter

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from core.books.ledger import NOTHING
from core.clock import Clock
from core.door import Pulse
from core.errors import StudioError
from core.ports import Draft, Order, Renderer, RenderState, Ticket, Writer
from core.reel.brief import Brief
from core.reel.job import Job, Stage
from core.work.breaker import Reading

_STAGE_SECONDS = (0.1, 0.5, 1, 5, 15, 30, 60, 120, 300, 900, 3600)
_CALL_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)
_REMEMBERED = 100_000
"""Of so many jobs it is known since when they stand in their stage."""


class Figures:
    """Told of every job that changes, and of every call to a vendor."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._entered: dict[str, tuple[Stage, datetime]] = {}
        self._registry = registry = CollectorRegistry()
        self._jobs = Gauge("nichereel_jobs", "Jobs by stage", ["stage"], registry=registry)
        self._overdue = Gauge(
            "nichereel_queue_age_seconds", "How long the longest waiting job is overdue", registry=registry
        )
        self._stage = Histogram(
            "nichereel_stage_seconds",
            "How long jobs stood in a stage",
            ["stage"],
            registry=registry,
            buckets=_STAGE_SECONDS,
        )
        self._closed = Counter(
            "nichereel_closed", "Jobs that ended", ["outcome", "platform"], registry=registry
        )
        self._posts = Counter("nichereel_deliveries", "Last words", ["platform", "posted"], registry=registry)
        self._money = Counter("nichereel_spent_micros", "Micro-dollars spent", ["payer"], registry=registry)
        self._calls = Histogram(
            "nichereel_vendor_seconds",
            "How long vendors took to answer",
            ["vendor", "call"],
            registry=registry,
            buckets=_CALL_SECONDS,
        )
        self._errors = Counter(
            "nichereel_vendor_errors", "Calls that failed", ["vendor", "call", "error"], registry=registry
        )

        self._passed_over = Gauge(
            "nichereel_vendor_passed_over", "1 while a vendor is left alone", ["vendor"], registry=registry
        )
        self._in_a_row = Gauge(
            "nichereel_vendor_in_a_row",
            "Failures, and slow orders, in a row",
            ["vendor", "kind"],
            registry=registry,
        )

    def watch(self, job: Job, percent: int | None) -> None:
        """A job changed."""
        del percent
        before = self._entered.get(job.id)
        if before is not None and before[0] is not job.stage:
            self._stage.labels(before[0].value).observe((job.stage_at - before[1]).total_seconds())
        if job.stage.is_open:
            self._entered[job.id] = job.stage, job.stage_at
            if len(self._entered) > _REMEMBERED:
                self._entered.pop(next(iter(self._entered)))
        else:
            self._entered.pop(job.id, None)
            self._end(job)

    async def page(self, pulse: Pulse, readings: Iterable[Reading] = ()) -> bytes:
        """All figures, as Prometheus reads them. Raises StudioError."""
        for reading in readings:
            self._passed_over.labels(reading.vendor).set(reading.is_open)
            for kind, number in (("failures", reading.failures), ("slow", reading.slow)):
                self._in_a_row.labels(reading.vendor, kind).set(number)
        for stage, number in (await pulse.stages()).items():
            self._jobs.labels(stage.value).set(number)
        self._overdue.set(await pulse.overdue(self._clock()))
        return generate_latest(self._registry)

    @asynccontextmanager
    async def timed(self, vendor: str, call: str) -> AsyncIterator[None]:
        """Measures one call to a vendor."""
        began = perf_counter()
        try:
            yield
        except StudioError as error:
            self._errors.labels(vendor, call, type(error).__name__).inc()
            raise
        finally:
            self._calls.labels(vendor, call).observe(perf_counter() - began)

    def _end(self, job: Job) -> None:
        bill = job.bill or NOTHING
        self._closed.labels(job.stage.value, job.platform).inc()
        self._posts.labels(job.platform, "yes" if job.receipt else "no").inc()
        self._money.labels("accounts").inc(bill.account_micros)
        self._money.labels("house").inc(max(0, bill.house_micros))


class Metered:
    """A renderer whose calls are measured."""

    def __init__(self, renderer: Renderer, figures: Figures) -> None:
        self.vendor = renderer.vendor
        self._renderer = renderer
        self._figures = figures

    async def submit(self, order: Order, render_id: str) -> Ticket:
        async with self._figures.timed(self.vendor, "submit"):
            return await self._renderer.submit(order, render_id)

    async def check(self, ticket: Ticket) -> RenderState:
        async with self._figures.timed(self.vendor, "check"):
            return await self._renderer.check(ticket)

    async def find(self, order: Order, render_id: str, since: datetime) -> Ticket | None:
        async with self._figures.timed(self.vendor, "find"):
            return await self._renderer.find(order, render_id, since)

    async def cancel(self, ticket: Ticket) -> bool:
        async with self._figures.timed(self.vendor, "cancel"):
            return await self._renderer.cancel(ticket)

    async def download(self, url: str, to: Path) -> None:
        async with self._figures.timed(self.vendor, "download"):
            await self._renderer.download(url, to)


class MeteredWriter:
    """A writer whose calls are measured."""

    def __init__(self, writer: Writer, figures: Figures) -> None:
        self.name = writer.name
        self._writer = writer
        self._figures = figures

    async def write(self, brief: Brief) -> Draft:
        async with self._figures.timed("writer", "write"):
            return await self._writer.write(brief)
