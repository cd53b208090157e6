"""``itinerary plan``: where requests could be placed, and writing one of the proposals."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Annotated

import typer

from itinerary.cli import editing, options, screen, tongue
from itinerary.cli.editing import EffectFormat
from itinerary.languages import say
from itinerary.output import plan as output
from itinerary.planner import solver
from itinerary.workspace import checking, importing, planning
from itinerary.workspace.editing import Outcome, Wish

_SHORT = 1.0
"""Seconds after which somebody at a terminal is told how far it is."""


def plan(
    file: options.File = None,
    count: Annotated[
        int, typer.Option("-n", "--count", min=1, max=9, help="How many proposals.")
    ] = 3,
    apply: Annotated[
        int | None,
        typer.Option(
            "--apply",
            metavar="N",
            min=1,
            max=9,
            help="Write proposal N into the file, each request tentative.",
            show_default=False,
        ),
    ] = None,
    yes: editing.Yes = False,
    form: editing.Form = EffectFormat.TEXT,
    now: options.Now = None,
) -> None:
    """Place all requests: propose when and where each could be, and why.

    What is fixed never moves, and what is proposed passes `check`. Nothing is written without
    --apply. The same file gives the same proposals on every machine. Ctrl-C gives the best so far.
    """
    if not solver.is_installed():
        options.fail(say('planning needs a solver: `pip install "itinerary[plan]"`'))
    path = options.schedule_path(file)
    if apply is None:
        _propose(path, count, form, now)
        return

    def make(wish: Wish) -> Outcome:
        with _watched() as watch:
            _, found = planning.plans(
                wish.schedule, wish.now, max(count, apply), watch.report, watch.is_stopped
            )
        return planning.choose(wish, tuple(one.plan for one in found), apply)

    editing.run(path, make, yes=yes, form=form, now=now)


def _propose(path: str, count: int, form: EffectFormat, now: str | None) -> None:
    loaded = options.open_schedule(path)
    obstacles = importing.obstacles(loaded)
    if obstacles or loaded.schedule is None:
        options.refuse(loaded, obstacles, say("Nothing is planned: mend this first."))
    present = checking.present(options.clock(now), loaded.schedule)
    with _watched() as watch:
        told = planning.proposals(loaded.schedule, present, count, watch.report, watch.is_stopped)
    if form is EffectFormat.JSON:
        screen.write_bytes(output.as_json(told).encode())
    else:
        screen.show(output.lines(told, screen.width(), tongue.words()))


class _Watch:
    """Tells somebody at a terminal how far it is, and whether they have had enough."""

    def __init__(self) -> None:
        self.stopped = False
        self._began = monotonic()
        self._told = ""

    def is_stopped(self) -> bool:
        return self.stopped

    def stop(self, *_: object) -> None:
        """Stop at the next look; whoever asks a second time means it."""
        if self.stopped:
            raise KeyboardInterrupt
        self.stopped = True

    def report(self, worth: int, bound: int) -> None:
        if not sys.stderr.isatty() or monotonic() - self._began < _SHORT:
            return
        text = tongue.words().say(
            "placed so far: {worth} of at most {bound} points; Ctrl-C takes the best so far",
            worth=worth,
            bound=bound,
        )
        if text != self._told:
            self._told = text
            screen.write_error(f"\r{text}")

    def end(self) -> None:
        if self._told:
            screen.write_error("\n")


@contextmanager
def _watched() -> Iterator[_Watch]:
    watch = _Watch()
    before = signal.signal(signal.SIGINT, watch.stop)
    try:
        yield watch
    finally:
        signal.signal(signal.SIGINT, before)
        watch.end()
