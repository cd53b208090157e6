"""``itinerary plan`` and ``replan``: proposals, and writing one of them."""

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
from itinerary.output import replan as replan_output
from itinerary.planner import solver
from itinerary.syntax.splicing import Uneditable
from itinerary.workspace import checking, importing, planning, replanning, retelling
from itinerary.workspace.editing import Outcome, Wish

_SHORT = 1.0
"""Seconds after which somebody at a terminal is told how far it is."""
_AT_ONCE = 0.1
"""Seconds within which a second interrupt is the first one once more: `timeout` and other programs
that run one send it to the process, and to all of its group as well."""

_Count = Annotated[int, typer.Option("-n", "--count", min=1, max=9, help="How many proposals.")]


def _need_solver() -> None:
    """End with exit code 2 where the engine is not installed."""
    if not solver.is_installed():
        options.fail(say('planning needs a solver: `pip install "itinerary[plan]"`'))


def plan(
    file: options.File = None,
    count: _Count = 3,
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
    _need_solver()
    path = options.schedule_path(file)
    if apply is None:
        _propose(path, count, form, now)
        return

    def make(wish: Wish) -> Outcome:
        if apply > count:
            return _not_shown(apply)
        with _watched() as watch:
            _, found = planning.plans(
                wish.schedule, wish.now, count, watch.report, watch.is_stopped
            )
            done = planning.choose(wish, tuple(one.plan for one in found), apply)
        return _not_finished() if yes and watch.stopped else done

    editing.run(path, make, yes=yes, form=form, now=now)


def replan(
    file: options.File = None,
    what: Annotated[
        list[str] | None,
        typer.Option(
            "--what",
            metavar="TEXT",
            help="What has happened, in one of the forms below; may be repeated.",
            show_default=False,
        ),
    ] = None,
    keep: Annotated[
        list[str] | None,
        typer.Option(
            "--keep",
            metavar="ID",
            help="An entry that must not move; may be repeated.",
            show_default=False,
        ),
    ] = None,
    count: _Count = 1,
    apply: Annotated[
        int | None,
        typer.Option(
            "--apply",
            metavar="N",
            min=1,
            max=9,
            help="Write proposal N into the file, and what has happened.",
            show_default=False,
        ),
    ] = None,
    yes: editing.Yes = False,
    form: editing.Form = EffectFormat.TEXT,
    now: options.Now = None,
) -> None:
    """After something has happened: move as little as possible so that all works again.

    Forms of --what: `ENTRY 6h late`, `ENTRY at 15:00`, `ENTRY cancelled`, `PERSON ill on DAY`,
    `PERSON ill from DAY to DAY`, `PERSON away DAY 14:00-18:00`, `no road from PLACE to PLACE DAY`,
    `PLACE to PLACE closed`. Nothing is written without --apply.
    """
    _need_solver()
    if not what:
        options.fail(say('say what has happened: `itinerary replan --what "ENTRY 6h late"`'))
    path = options.schedule_path(file)
    asked = replanning.Asked(tuple(what), tuple(keep or ()), count)
    if apply is not None:

        def make(wish: Wish) -> Outcome:
            if apply > count:
                return _not_shown(apply)
            with _watched() as watch:
                done = replanning.choose(wish, asked, apply, watch.report, watch.is_stopped)
            return _not_finished() if yes and watch.stopped else done

        editing.run(path, make, yes=yes, form=form, now=now)
        return
    loaded = options.open_schedule(path)
    obstacles = importing.obstacles(loaded)
    if obstacles or loaded.schedule is None:
        options.refuse(loaded, obstacles, say("Nothing is planned: mend this first."))
    present = checking.present(options.clock(now), loaded.schedule)
    with _watched() as watch:
        wish = Wish(loaded, loaded.schedule, present)
        told = retelling.told(wish, asked, watch.report, watch.is_stopped)
        watch.end()
        if isinstance(told, Uneditable):
            options.tell_obstacle(path, told.message, told.hint)
            raise typer.Exit(1)
        if form is EffectFormat.JSON:
            screen.write_bytes(replan_output.as_json(told).encode())
        else:
            screen.show(replan_output.lines(told, screen.width(), tongue.words()))


def _not_shown(number: int) -> Uneditable:
    """Return that nobody writes what they have not been shown."""
    return Uneditable(
        say("there is no proposal {number} among those shown", number=number),
        say("look at it first: `-n {number}` without --apply", number=number),
    )


def _not_finished() -> Uneditable:
    """Return that what a stopped search has found so far is not written unseen."""
    return Uneditable(
        say("it was stopped, and what it found so far may not be what was shown before"),
        say("let it finish, or leave --yes out and look at what would be written"),
    )


def _propose(path: str, count: int, form: EffectFormat, now: str | None) -> None:
    loaded = options.open_schedule(path)
    obstacles = importing.obstacles(loaded)
    if obstacles or loaded.schedule is None:
        options.refuse(loaded, obstacles, say("Nothing is planned: mend this first."))
    present = checking.present(options.clock(now), loaded.schedule)
    with _watched() as watch:
        told = planning.proposals(loaded.schedule, present, count, watch.report, watch.is_stopped)
        watch.end()
        if form is EffectFormat.JSON:
            screen.write_bytes(output.as_json(told).encode())
        else:
            screen.show(output.lines(told, screen.width(), tongue.words()))


class _Watch:
    """Tells somebody at a terminal how far it is, and whether they have had enough."""

    def __init__(self) -> None:
        self.stopped = False
        self._began = self._asked = monotonic()
        self._told = ""

    def is_stopped(self) -> bool:
        return self.stopped

    def stop(self, *_: object) -> None:
        """Stop at the next look; whoever asks a second time means it."""
        now = monotonic()
        if not self.stopped:
            self.stopped, self._asked = True, now
        elif now - self._asked > _AT_ONCE:
            raise KeyboardInterrupt

    def report(self, worth: int, bound: int) -> None:
        if not sys.stderr.isatty() or monotonic() - self._began < _SHORT:
            return
        text = tongue.words().say(
            "found so far: {worth} of at most {bound} points; Ctrl-C takes the best so far",
            worth=worth,
            bound=bound,
        )
        if text != self._told:
            screen.rewrite_error(text, self._told)
            self._told = text

    def end(self) -> None:
        """Leave the line on which it was told how far it is; it is called before what is found."""
        if self._told:
            screen.write_error("\n")
            self._told = ""


@contextmanager
def _watched() -> Iterator[_Watch]:
    """Yield what Ctrl-C stops: until what was found is written it ends the search, not the run."""
    watch = _Watch()
    before = signal.signal(signal.SIGINT, watch.stop)
    try:
        yield watch
    finally:
        signal.signal(signal.SIGINT, before)
        watch.end()
