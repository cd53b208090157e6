"""``itinerary add`` and ``itinerary init``: what is not told by options is asked."""

from collections.abc import Callable, Iterable
from pathlib import Path
from secrets import token_urlsafe
from typing import Annotated

import typer

from itinerary.cli import options, screen, tongue
from itinerary.cli.editing import EffectFormat, Form, Yes, run
from itinerary.languages import Message, say
from itinerary.model.kinds import JOURNEY, STAY, VICTIM_MEETING
from itinerary.syntax.programme import EVERYONE
from itinerary.syntax.splicing import Uneditable
from itinerary.workspace import adding, checking, files, founding
from itinerary.workspace.adding import New
from itinerary.workspace.editing import Wish

Several = list[str] | None
_MOST_SHOWN = 12


def _ids(told: Several) -> tuple[str, ...]:
    return tuple(one for text in told or () for one in adding.ids(text))


def add(
    file: options.File = None,
    kind: Annotated[
        str | None,
        typer.Option("--kind", help="What kind of entry it is.", show_default=False),
    ] = None,
    title: Annotated[
        str | None, typer.Option("--title", help="What people call it.", show_default=False)
    ] = None,
    named: Annotated[
        str | None,
        typer.Option("--id", help="Its id. Default: made from its title.", show_default=False),
    ] = None,
    when: Annotated[
        str | None,
        typer.Option("--when", help="Its time, as the file writes it.", show_default=False),
    ] = None,
    where: Annotated[
        Several,
        typer.Option(
            "--where", metavar="PLACE", help="A place's id, or several.", show_default=False
        ),
    ] = None,
    who: Annotated[
        Several,
        typer.Option(
            "--who", metavar="PERSON", help="Ids of people, or everyone.", show_default=False
        ),
    ] = None,
    origin: Annotated[
        str | None,
        typer.Option("--from", metavar="PLACE", help="Where a journey starts.", show_default=False),
    ] = None,
    destination: Annotated[
        str | None,
        typer.Option("--to", metavar="PLACE", help="Where a journey ends.", show_default=False),
    ] = None,
    by: Annotated[
        str | None, typer.Option("--by", help="air, road, rail …", show_default=False)
    ] = None,
    nights: Annotated[
        str | None, typer.Option("--nights", help="How many nights of a stay.", show_default=False)
    ] = None,
    takes: Annotated[
        str | None, typer.Option("--takes", help="How long it lasts.", show_default=False)
    ] = None,
    within: Annotated[
        Several,
        typer.Option(
            "--within",
            metavar="WINDOW",
            help="When a request may be placed.",
            show_default=False,
        ),
    ] = None,
    status: Annotated[
        str | None, typer.Option("--status", help="How sure it is.", show_default=False)
    ] = None,
    classification: Annotated[
        str | None,
        typer.Option("--class", help="Who may read it.", show_default=False),
    ] = None,
    cover: Annotated[
        str | None,
        typer.Option(
            "--cover", help="What a feed may say of a confidential entry.", show_default=False
        ),
    ] = None,
    interpreter: Annotated[
        Several,
        typer.Option("--interpreter", metavar="PERSON", help="Who interprets.", show_default=False),
    ] = None,
    languages: Annotated[
        Several,
        typer.Option(
            "--languages", metavar="CODES", help="Languages spoken there.", show_default=False
        ),
    ] = None,
    more: Annotated[
        Several,
        typer.Option(
            "--set", metavar="KEY=TEXT", help="Any other key of the file.", show_default=False
        ),
    ] = None,
    note: Annotated[
        str | None, typer.Option("--note", help="Anything else; on paper only.", show_default=False)
    ] = None,
    yes: Yes = False,
    form: Form = EffectFormat.TEXT,
    now: options.Now = None,
) -> None:
    """Add an entry at the end of the programme: by options, or step by step.

    Without --kind and --title it asks for what it needs. What is not marked public is for the
    delegation only; a victim meeting is confidential.
    """
    path = options.schedule_path(file)
    if kind is None and title is None and options.can_ask():
        new = _asked(path, now)
    elif kind is None:
        options.fail(say("tell the kind: --kind meeting, and what else is known"))
    else:
        new = New(
            kind=kind,
            title=title or "",
            id=named or "",
            cover=cover or "",
            classification=classification or "",
            when=when or "",
            takes=takes or "",
            within=tuple(within or ()),
            where=_ids(where),
            origin=origin or "",
            destination=destination or "",
            by=by or "",
            nights=nights or "",
            who=_ids(who),
            interpreter=_ids(interpreter),
            languages=_ids(languages),
            status=status or "",
            note=note or "",
            more=tuple(map(_pair, more or ())),
        )
    run(path, lambda wish: adding.add(wish, new), yes=yes, form=form, now=now)


def _pair(text: str) -> tuple[str, str]:
    key, sign, value = text.partition("=")
    if not sign or not key.strip() or not value.strip():
        options.refuse_value("--set", say("write KEY=TEXT, as in `room=Blue room`"))
    return key.strip(), value.strip()


# ---------------------------------------------------------------- asking


def _asked(path: str, now: str | None) -> New:
    """Ask for a new entry step by step; an answer that cannot be is asked for again."""
    loaded = options.open_sound(path)
    schedule = loaded.schedule or options.refuse(loaded, loaded.diagnostics)
    wish = Wish(loaded, schedule, checking.present(options.clock(now), schedule))
    kind = _ask(
        say("Kind"), lambda text: adding.unknown_kind(wish, text), "meeting", schedule.kinds
    )
    new = New(kind=kind, title=_ask(say("Title")))
    places = schedule.gazetteer.places

    def place(question: Message) -> str:
        return _ask(question, lambda text: adding.unknown_place(wish, text), "", places)

    if kind == JOURNEY:
        new = new._replace(origin=place(say("From")), destination=place(say("To")))
        new = new._replace(by=_ask(say("By (air, road, rail …)"), default=""))
    else:
        new = new._replace(where=adding.ids(place(say("Where"))))
    if kind == STAY:
        new = new._replace(nights=_ask(say("How many nights"), default=""))

    def no_time(text: str) -> Uneditable | None:
        found = adding.when_written(wish, new._replace(when=text)) if text else None
        return found if isinstance(found, Uneditable) else None

    example = say("When, e.g. `Thu 25 May 15:00-16:00`; empty for a request to be placed")
    new = new._replace(when=_ask(example, no_time, ""))
    if not new.when:
        new = new._replace(takes=_ask(say("How long"), default="1h"))
        new = new._replace(
            within=(_ask(say("Within, e.g. `Wed 24 May to Fri 26 May, 09:00-17:00`")),)
        )

    def nobody(text: str) -> Uneditable | None:
        faults = (adding.unknown_person(wish, one) for one in adding.ids(text))
        return next((fault for fault in faults if fault), None)

    usual = None if kind == VICTIM_MEETING else EVERYONE  # who meets victims is nobody's default
    who = _ask(say("Who takes part"), nobody, usual, [*schedule.people, EVERYONE])
    new = new._replace(who=adding.ids(who))
    if kind == VICTIM_MEETING:
        return new._replace(cover=_ask(say("What a calendar may call it"), default="Field visit"))
    level = _ask(
        say("Who may read it"), default="private", known=("public", "private", "confidential")
    )
    return new._replace(classification="" if level == "private" else level)


def _ask(
    question: Message,
    fault_of: Callable[[str], Uneditable | None] = lambda _: None,
    default: str | None = None,
    known: Iterable[str] = (),
) -> str:
    """Ask until the answer is one that can be; it is told why another cannot."""
    words = tongue.words()
    listed = [*known]
    told = words.retell(question)
    if listed:
        shown = ", ".join(listed[:_MOST_SHOWN])
        told = f"{told} ({shown}{', …' if len(listed) > _MOST_SHOWN else ''})"
    while True:
        answer: str = typer.prompt(told, default=default, show_default=bool(default))
        fault = fault_of(answer.strip())
        if fault is None:
            return answer.strip()
        screen.write_error("  ")
        screen.tell_error(say("{what}; {hint}", what=fault.message, hint=fault.hint))


def init(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]",
            help="The file to make. Default: under ./schedules, by the mission's name.",
            show_default=False,
        ),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option("--name", help="The name of the delegation.", show_default=False),
    ] = None,
    dates: Annotated[
        str | None,
        typer.Option("--dates", help="Its first and last day.", show_default=False),
    ] = None,
    zone: Annotated[
        str | None,
        typer.Option("--timezone", help="An IANA zone: America/Lima.", show_default=False),
    ] = None,
    languages: Annotated[
        Several,
        typer.Option(
            "--languages", metavar="CODES", help="Languages of printed sheets.", show_default=False
        ),
    ] = None,
    people: Annotated[
        Several,
        typer.Option(
            "--person", metavar="NAME", help="Somebody of the delegation.", show_default=False
        ),
    ] = None,
    towns: Annotated[
        Several, typer.Option("--town", metavar="NAME", help="A town.", show_default=False)
    ] = None,
) -> None:
    """Make a new mission's schedule file: by options, or step by step.

    A file that is there already is never written over.
    """
    if None in {name, dates, zone}:
        if not options.can_ask():
            options.fail(say("tell --name, --dates and --timezone"))
        name = name or _ask(say("Name of the delegation"))
        dates = dates or _ask(say("Its dates, e.g. `2023-05-20 to 2023-05-27`"))
        zone = zone or _ask(say("Its time zone, e.g. `America/Lima`"))
        languages = languages or [_ask(say("Languages of printed sheets"), default="es, en")]
        people = people or _several(say("Somebody of the delegation (full name; empty: no more)"))
        towns = towns or _several(say("A town (empty: no more)"))
    mission = founding.Mission(
        name=name or "",
        dates=dates or "",
        zone=zone or "",
        key=token_urlsafe(24),
        languages=_ids(languages),
        people=tuple(people or ()),
        towns=tuple(towns or ()),
    )
    path = file or options.SCHEDULES / founding.file_name(mission.name)
    if path.is_dir():
        options.fail(say("{path} is a folder", path=path))
    data = founding.founded(mission, str(path), tongue.words())
    if not isinstance(data, bytes):
        for fault in data:
            options.tell_obstacle(str(path), fault.message, fault.hint or "")
        raise typer.Exit(1)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        files.write_new(path, data)
    except FileExistsError:
        options.fail(say("{path} is there already, and stays as it is", path=path))
    screen.tell(say("Made {path}.", path=path))
    screen.tell(say("Go on with `itinerary add {path}`, then `itinerary check {path}`.", path=path))


def _several(question: Message) -> list[str]:
    found: list[str] = []
    while answer := _ask(question, default=""):
        found.append(answer)
    return found
