"""Sites made for the tests, and what stands for a record of what was sent."""

import base64
import hashlib
from collections.abc import Mapping

from itinerary.feeds.site import CALENDAR, PAGE, Folder, Resource, Site, resource

ICS = "text/calendar; charset=utf-8"
HTML = "text/html; charset=utf-8"
HEAD = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Itinerary//Itinerary//EN
CALSCALE:GREGORIAN
NAME:{name}
X-WR-CALNAME:{name}
REFRESH-INTERVAL;VALUE=DURATION:PT1H
BEGIN:VTIMEZONE
TZID:America/Lima
BEGIN:STANDARD
DTSTART:20230101T000000
TZNAME:-05
TZOFFSETFROM:-0500
TZOFFSETTO:-0500
END:STANDARD
END:VTIMEZONE
BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:STANDARD
DTSTART:20221030T020000
TZNAME:GMT
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20230326T010000
TZNAME:BST
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
END:DAYLIGHT
END:VTIMEZONE
"""
EVENT = """\
BEGIN:VEVENT
UID:{uid}
SEQUENCE:0
DTSTAMP:20000101T000000Z
LAST-MODIFIED:20000101T000000Z
DTSTART;TZID={zone}:202305{day:02}T100000
DTEND;TZID={zone}:202305{day:02}T104500
SUMMARY:{summary}
STATUS:CONFIRMED
TRANSP:OPAQUE
END:VEVENT
"""


def token(link: int) -> str:
    """Return 43 letters of base64url, the same ones for a link each time."""
    made = hashlib.sha256(f"link {link}".encode()).digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def calendar(name: str, events: Mapping[str, str], zone: str = "America/Lima") -> bytes:
    """Return a feed as the program writes it: summaries by UID, an event a day."""
    told = "".join(
        EVENT.format(uid=uid, summary=summary, zone=zone, day=day)
        for day, (uid, summary) in enumerate(events.items(), 1)
    )
    whole = HEAD.format(name=name) + told + "END:VCALENDAR\n"
    return whole.replace("\n", "\r\n").encode()


def files(text: str) -> dict[str, Resource]:
    """Return the two files of a reader, which tell the text."""
    events = {f"{text}-{number}": f"Event {number} of {text}" for number in (1, 2)}
    return {
        PAGE: resource(HTML, f"<!doctype html><title>{text}</title>".encode()),
        CALENDAR: resource(ICS, calendar(text, events)),
    }


def site(shown: Mapping[int, str], withdrawn: tuple[int, ...] = ()) -> Site:
    """Return a site: what each link tells, and which are there no longer."""
    return Site(
        tuple(Folder(link, token(link), files(text)) for link, text in shown.items()),
        tuple(Folder(link, token(link), {}) for link in withdrawn),
    )


class Notes:
    """A record that is kept in memory."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self.noted: dict[str, dict[tuple[int, str], str]] = {}

    def sent(self, target: str) -> dict[tuple[int, str], str]:
        """Return what was noted of a target."""
        return dict(self.noted.get(target, {}))

    def note(self, target: str, link: int, name: str, tag: str | None) -> None:
        """Note what was sent."""
        noted = self.noted.setdefault(target, {})
        if tag is None:
            noted.pop((link, name), None)
        else:
            noted[link, name] = tag


def as_read(site: Site) -> dict[tuple[str, str], bytes]:
    """Return what a target is to hold, by token and name."""
    return {
        (folder.token, name): resource.data
        for folder in site.folders
        for name, resource in folder.files.items()
    }
