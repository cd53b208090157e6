"""``itinerary link``: ``new``, ``list``, ``rotate`` and ``revoke``."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from secrets import token_urlsafe
from typing import Annotated, Any

import typer

from itinerary.cli import helping, options, screen, tongue
from itinerary.feeds.links import Link, LinkStore, base_url, file_of, subscription
from itinerary.languages import Words, mark, say
from itinerary.model.history import History
from itinerary.output.cells import pad, width_of
from itinerary.output.code import dots
from itinerary.output.format import Subscription
from itinerary.output.styled import Line, hanging
from itinerary.syntax.values import parse_duration
from itinerary.times import UTC, in_zone, zone_of
from itinerary.workspace import checking, subscribing, views
from itinerary.workspace.files import load

app = typer.Typer(
    name="link",
    help=(
        "The secret links that readers subscribe with.\n\n"
        "Whoever has a link reads that reader's calendar. It is shown once, when it is **new**; "
        "afterwards it goes by its number."
    ),
    no_args_is_help=True,
    rich_markup_mode="markdown",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": helping.NAMES},
)


_BLOCKS = {(False, False): "█", (False, True): "▀", (True, False): "▄", (True, True): " "}
"""Two dots of a QR code above each other, by whether each is dark."""


_WHERE = say("where will the calendars be served? Say so once: --url https://calendar.example.org")
_NO_BASE = say(
    "--url: an address such as https://calendar.example.org is expected; http, which shows each "
    "link on its way, only for this machine itself, as http://127.0.0.1:8000"
)
_TOKEN = 43
"""How long a link's secret is; no id is nearly so long."""


class LinkFormat(StrEnum):
    """How links are printed."""

    TEXT = "text"
    JSON = "json"


Url = Annotated[
    str | None,
    typer.Option(
        "--url",
        metavar="URL",
        envvar="ITINERARY_URL",
        help="Where the mission is served: https://calendar.example.org. Remembered.",
        show_default=False,
    ),
]
Until = Annotated[
    str | None,
    typer.Option(
        "--until",
        metavar="DAY",
        help="The last day it works. Default: the mission's last day, whenever that is.",
        show_default=False,
    ),
]
Form = Annotated[LinkFormat, typer.Option("--format", help="How it is printed.")]
Which = Annotated[
    str, typer.Argument(metavar="LINK", help="Its number, or its reader's id.", show_default=False)
]


@app.command("new")
def new(
    reader: Annotated[
        str,
        typer.Argument(metavar="READER", help="The id of a person or reader.", show_default=False),
    ],
    file: options.File = None,
    until: Until = None,
    url: Url = None,
    form: Form = LinkFormat.TEXT,
    now: options.Now = None,
) -> None:
    """Make a reader's link, and show it: this once.

    It opens their calendar and their page as soon as `itinerary serve` or `itinerary publish`
    offers them, until the mission ends.
    """
    path = options.schedule_path(file)
    history = _history(path)
    present = _present(now, history)
    key = _key(history)
    name, is_waiting = _reader(path, history, reader)
    last = _last_day(until, history, present)
    if url is None and not file_of(path).exists():
        options.fail(_WHERE)
    if url is not None and base_url(url) is None:
        options.fail(_NO_BASE)
    with LinkStore(file_of(path)) as store:
        base = _base(url, store)
        link = store.new(key, reader, present, last)
    _show(link, base, name, history, form)
    if is_waiting:
        screen.tell_error(
            say("{name} is in no release yet: the link works from the next one on.", name=name)
        )


@app.command("list")
def list_links(
    file: options.File = None, form: Form = LinkFormat.TEXT, now: options.Now = None
) -> None:
    """List the links there are and were: whose, until when, and in what state."""
    path = options.schedule_path(file)
    history = _history(path)
    present = _present(now, history)
    links: tuple[Link, ...] = ()
    if file_of(path).exists():
        with LinkStore(file_of(path)) as store:
            links = store.links(subscribing.sealing_key(history))
    told = [_record(link, history, present) for link in links]
    if form is LinkFormat.JSON:
        screen.write_bytes((json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode())
    elif not told:
        screen.tell(
            say("{path} has no links yet: make one with `itinerary link new READER`.", path=path)
        )
    else:
        screen.show(_table(told, history, screen.width(), tongue.words()))


@app.command("rotate")
def rotate(
    which: Which,
    file: options.File = None,
    overlap: Annotated[
        str,
        typer.Option(
            "--overlap", metavar="TIME", help="How long the old link works on: 0m if it got about."
        ),
    ] = "72h",
    until: Until = None,
    url: Url = None,
    form: Form = LinkFormat.TEXT,
    now: options.Now = None,
) -> None:
    """Make a link in another's place; the old one works on for a while.

    Its reader subscribes again, with the new one, and deletes the old subscription.
    """
    path = options.schedule_path(file)
    history = _history(path)
    present = _present(now, history)
    key = _key(history)
    longest = parse_duration(overlap)
    if not isinstance(longest, timedelta):
        options.refuse_value(
            "--overlap", say("{what}; {hint}", what=longest.message, hint=longest.hint)
        )
    end = subscribing.mission_end(history)
    last = _last_day(until, history, present)
    with LinkStore(file_of(path)) as store:
        old = _chosen(which, store.links(key), present, end)
        if not old.is_live(present, end):
            options.fail(
                say(
                    "link {number} works no longer: make another with "
                    "`itinerary link new {reader}`",
                    number=old.number,
                    reader=old.reader,
                )
            )
        name, _ = _reader(path, history, old.reader)
        base = _base(url, store)
        ends = min(present + longest, old.end(end)) if longest else None
        link = store.rotate(key, old, present, ends, last)
    _show(link, base, name, history, form)
    words = tongue.words()
    if ends:
        when = _when(in_zone(ends, zone_of(end)), words)
        told = say("Link {number} works until {when}.", number=old.number, when=when)
    else:
        told = say("Link {number} works no longer.", number=old.number)
    screen.tell_error(told)


@app.command("revoke")
def revoke(which: Which, file: options.File = None, now: options.Now = None) -> None:
    """End a link at once.

    A server follows within a second; what was published elsewhere goes with the next
    `itinerary publish`. What a calendar program has fetched already stays with it.
    """
    path = options.schedule_path(file)
    # Not even a schedule that cannot be read keeps a link open.
    if not file_of(path).exists():
        options.fail(say("{path} has no links", path=path))
    present = options.clock(now).astimezone(UTC)
    with LinkStore(file_of(path)) as store:
        link = _chosen(which, store.links(None), present, datetime.max.replace(tzinfo=UTC))
        store.revoke(link, present)
    screen.tell(
        say("Link {number}, of {reader}, is revoked.", number=link.number, reader=link.reader)
    )


# ---------------------------------------------------------------- what is meant


def _history(path: str) -> History:
    """Return what was released, or the file alone where nothing was."""
    _, past = options.open_past(path)
    if past is not None:
        return past.history
    loaded = options.open_sound(path)
    return views.unreleased(loaded.schedule or options.refuse(loaded, loaded.diagnostics))


def _present(now: str | None, history: History) -> datetime:
    present = checking.present(options.clock(now), history.latest.schedule)
    return present.replace(microsecond=0)


def _key(history: History) -> bytes:
    key = subscribing.sealing_key(history)
    if key is None:
        fresh = token_urlsafe(32)
        options.fail(
            say(
                "links are kept under the key of the mission's feeds, and there is none. Add one "
                "to the schedule, and release it; never change it:\n\n{lines}",
                lines=f"feeds:\n  key: {fresh}\n",
            )
        )
    return key


def _reader(path: str, history: History, reader: str) -> tuple[str, bool]:
    """Return a reader's name, and whether they are still to be released."""
    known = views.reader_named(history.latest.schedule, reader)
    if not isinstance(known, str):
        return known.name, False
    working = load(path).schedule if Path(path).is_file() else None
    planned = views.reader_named(working, reader) if working else known
    if isinstance(planned, str):
        # What was typed may be a link: it is not to be shown.
        no_id = say("READER is the id of a person or reader")
        options.fail(planned if len(reader) < _TOKEN else no_id)
    return planned.name, True


def _last_day(until: str | None, history: History, present: datetime) -> datetime | None:
    """Return when a link is to end; None where that is the mission's end."""
    if until is None:
        end = subscribing.mission_end(history)
        if end <= present:
            options.fail(
                say(
                    "the mission ended on {day}: say how long the link is to work with --until DAY",
                    day=lambda words: words.written_day(end - timedelta(days=1)),
                )
            )
        return None
    found = subscribing.end_of_day(history, until, present)
    if isinstance(found, str):
        options.refuse_value("--until", found)
    if found <= present:
        options.fail(say("--until: {day} is over", day=until))
    return found


def _base(url: str | None, store: LinkStore) -> str:
    """Return the address at which the mission is served: as told, or as it was told before."""
    told = url if url is not None else store.url
    if told is None:
        options.fail(_WHERE)
    base = base_url(told)
    if base is None:
        options.fail(_NO_BASE)
    if base != store.url:
        store.url = base
    return base


def _chosen(which: str, links: tuple[Link, ...], present: datetime, end: datetime) -> Link:
    """Return the link that a number or a reader's id names."""
    if which.isascii() and which.isdigit():
        found = [link for link in links if str(link.number) == which]
        return found[0] if found else options.fail(say("there is no link {number}", number=which))
    theirs = [link for link in links if link.reader == which and link.is_live(present, end)]
    if len(theirs) == 1:
        return theirs[0]
    if not theirs:
        # What was typed may be the link itself: it is not to be shown.
        options.fail(say("no link that works is of that reader: `itinerary link list`"))
    numbers = ", ".join(str(link.number) for link in theirs)
    return options.fail(
        say(
            "{reader} has several links, name one by its number: {numbers}",
            reader=which,
            numbers=numbers,
        )
    )


# ---------------------------------------------------------------- what is shown


def _show(link: Link, base: str, name: str, history: History, form: LinkFormat) -> None:
    end = subscribing.mission_end(history)
    until = in_zone(link.end(end), zone_of(end))
    told = subscription(base, link.token or "", until)
    if form is LinkFormat.JSON:
        record = {
            "number": link.number,
            "reader": link.reader,
            "until": until.isoformat(),
            "page": told.page,
            "https": told.calendar,
            "webcal": told.webcal,
            "google": told.google,
        }
        screen.write_bytes((json.dumps(record, ensure_ascii=False, indent=2) + "\n").encode())
        return
    screen.show(_card(link, " ".join(name.split()), told, until, tongue.words()))


def _card(
    link: Link, name: str, told: Subscription, until: datetime, words: Words
) -> Iterator[Line]:
    width, say = screen.width(), words.say
    yield [(say("Link {number} for {name}", number=link.number, name=name), "mission")]
    works = say("It works until {when}, and is shown this once.", when=_when(until, words))
    yield from hanging([], works, "muted", width)
    labelled = (
        (say("Subscribe: on a telephone, Apple Calendar, Outlook"), told.webcal),
        (say("Subscribe: Google Calendar, in a browser"), told.google),
        (say("Subscribe: any other program, “calendar from the network”"), told.calendar),
        (say("Page: the week at a glance"), told.page),
    )
    for label, address in labelled:
        yield []
        yield [(label, "muted")]
        yield [(address, "")]  # on one line, however long: it is copied
    if options.is_interactive():
        yield []
        yield from _code(told.webcal)
        yield [
            (
                say("Scan it with the telephone that is to have the calendar: it subscribes."),
                "muted",
            )
        ]
    yield []
    advice = say(
        "Whoever has the link reads the calendar: pass it on by a channel that only {name} reads. "
        "If it gets about: itinerary link rotate {number} --overlap 0m",
        name=name,
        number=link.number,
    )
    yield from hanging([], advice, "muted", width)


def _code(address: str) -> Iterator[Line]:
    """Yield a QR code, two of its rows on each line, in its own colours whatever the screen's."""
    rows = [*dots(address, border=2)]
    rows += [bytes(len(rows[0]))] * (len(rows) % 2)
    for above, below in zip(rows[::2], rows[1::2], strict=True):
        pairs = zip(above, below, strict=True)
        yield [("".join(_BLOCKS[bool(upper), bool(lower)] for upper, lower in pairs), "code")]


def _record(link: Link, history: History, present: datetime) -> dict[str, Any]:
    end = subscribing.mission_end(history)
    until = in_zone(link.end(end), zone_of(end))
    return {
        "number": link.number,
        "reader": link.reader,
        "state": _state(link, history, present),
        "made": in_zone(link.made, zone_of(end)).isoformat(),
        "until": until.isoformat(),
        "replaces": link.replaces,
    }


def _state(link: Link, history: History, present: datetime) -> str:
    """Return whether a link works, in a word or two."""
    if link.revoked:
        return mark("revoked")
    if not link.is_live(present, subscribing.mission_end(history)):
        return mark("expired")
    if isinstance(views.reader_named(history.latest.schedule, link.reader), str):
        return mark("no reader")
    return _WORKS if link.token else mark("another key")


_WORKS = mark("works")
_TOLD = {
    "no reader": mark("Of nobody who is a reader in the last release: it opens nothing."),
    "another key": mark(
        "Made under another key of the feeds: no page names it, it is not published. Rotate it."
    ),
}
"""What has to be said of a state."""


def _table(
    told: list[dict[str, Any]], history: History, width: int, words: Words
) -> Iterator[Line]:
    states: list[str] = [one["state"] for one in told]
    cells = [
        (
            str(one["number"]),
            one["reader"],
            words.say(state),
            _until(one, words),
            _replaces(one, words),
        )
        for one, state in zip(told, states, strict=True)
    ]
    widths = [max(map(width_of, column)) for column in zip(*cells, strict=True)]
    for known, (number, reader, state, until, replaces) in zip(states, cells, strict=True):
        style = "confirmed" if known == _WORKS else "muted"
        line: Line = [
            (f"{number:>{widths[0]}}  {pad(reader, widths[1])}  ", "mission"),
            (pad(state, widths[2]), style),
            (f"  {until}", "muted"),
            (f"  {replaces}" if replaces else "", "muted"),
        ]
        yield line
    city = words.city(zone_of(subscribing.mission_end(history)))
    yield from hanging([], words.say("Times are those of {city}.", city=city), "muted", width)
    for state in dict.fromkeys(states):
        if state in _TOLD:
            lead: Line = [(f"{words.say(state)}: ", "alarm")]
            yield from hanging(lead, words.say(_TOLD[state]), "", width)


def _until(record: dict[str, Any], words: Words) -> str:
    when = _when(datetime.fromisoformat(record["until"]), words)
    if record["state"] == "revoked":
        return words.say("at {when}", when=when)
    return words.say("until {when}", when=when)


def _replaces(record: dict[str, Any], words: Words) -> str:
    if not record["replaces"]:
        return ""
    return words.say("replaces {number}", number=record["replaces"])


def _when(instant: datetime, words: Words) -> str:
    """Return an instant by its own clocks; midnight is told as the end of the day before."""
    if (instant.hour, instant.minute) == (0, 0):
        day = instant.date() - timedelta(days=1)
        return f"{words.day(day)} {day.year} 24:00"
    return f"{words.day(instant)} {instant.year} {instant:%H:%M}"
