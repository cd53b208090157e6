"""How recurrences are written: in words, or as an RFC 5545 RRULE."""

import re
from datetime import date, datetime
from typing import NamedTuple

from itinerary.diagnostics import did_you_mean
from itinerary.languages import Message, say
from itinerary.model.entries import Repeat
from itinerary.syntax.clocks import parse_date, parse_dates, weekday_named
from itinerary.syntax.problems import Problem, shorten
from itinerary.times import Days

_FREQUENCIES = {
    "daily": "FREQ=DAILY",
    "weekdays": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    "weekly": "FREQ=WEEKLY",
    "monthly": "FREQ=MONTHLY",
    "yearly": "FREQ=YEARLY",
}
_FREQUENCIES |= {
    f"every {noun}": _FREQUENCIES[word]
    for noun, word in (
        ("day", "daily"),
        ("weekday", "weekdays"),
        ("week", "weekly"),
        ("month", "monthly"),
        ("year", "yearly"),
    )
}
_RULE_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_NUMBERS = r"(?:{0}(?:,{0})*)"
_ORDINAL_DAY = r"(?:[+-]?[1-9][0-9]?)?(?:MO|TU|WE|TH|FR|SA|SU)"
RULE_PARTS: dict[str, str] = {
    "FREQ": "DAILY|WEEKLY|MONTHLY|YEARLY",
    "INTERVAL": r"[1-9][0-9]{0,2}",
    "COUNT": r"[1-9][0-9]{0,3}",
    "UNTIL": r"[0-9]{8}(?:T[0-9]{6}Z?)?",
    "BYDAY": _NUMBERS.format(_ORDINAL_DAY),
    "BYMONTHDAY": _NUMBERS.format(r"-?(?:[1-9]|[12][0-9]|3[01])"),
    "BYMONTH": _NUMBERS.format("(?:[1-9]|1[0-2])"),
    "BYSETPOS": _NUMBERS.format(r"-?(?:[1-9]|[1-9][0-9]|[12][0-9]{2}|3[0-5][0-9]|36[0-6])"),
    "WKST": "MO|TU|WE|TH|FR|SA|SU",
}
_MOST_ORDINAL = {"MONTHLY": 5, "YEARLY": 53}
"""How many Mondays there can be: a rule for the sixth of a month never comes true."""
_LONGEST = 500
_REPEAT_HINT = say(
    "write `daily until 2023-05-26 except 2023-05-25`, or an RRULE: `FREQ=DAILY;COUNT=5`"
)
_EXCEPT = re.compile(r"\s+except\s+", re.IGNORECASE)
_UNTIL = re.compile(r"\s+until\s+", re.IGNORECASE)
WEEKDAYS_NAMED = r"(?P<on>.+?)"
HEAD = (
    r"\s*(?:(?P<word>daily|weekdays|weekly|monthly|yearly|every (?:day|weekday|week|month|year))"
    r"|every\s+(?P<n>[1-9][0-9]?)\s+(?P<unit>days|weeks))"
    rf"(?:\s+on\s+{WEEKDAYS_NAMED})?(?:,?\s+(?P<count>[1-9][0-9]{{0,2}})\s+times)?\s*"
)
_HEAD = re.compile(HEAD)


class _LeftOut(NamedTuple):
    """The days that a recurrence leaves out: dates, and days of the week (0 is Monday)."""

    dates: tuple[date, ...]
    weekdays: frozenset[int]


def parse_repeat(text: str, mission: Days | None) -> Repeat | Problem:
    """Return a recurrence, from the friendly form or an RFC 5545 RRULE.

    Either may be followed by ``except`` and days: dates, spans of dates, or weekdays.
    """
    if len(text) > _LONGEST:
        message = say("`{text}` is too long", text=shorten(text))
        return Problem("bad-repeat", message, _REPEAT_HINT)
    head, left_out = text, _LeftOut((), frozenset())
    cut = _EXCEPT.search(text)
    if cut:
        found = _left_out(text, cut.end(), mission)
        if isinstance(found, Problem):
            return found
        head, left_out = text[: cut.start()], found
    is_rule = re.match(r"\s*(?:RRULE:)?FREQ=", head, re.IGNORECASE)
    repeat = _parse_rule(head) if is_rule else _parse_words(head, mission)
    if isinstance(repeat, Problem):
        return repeat
    return Repeat(
        rule=repeat.rule,
        until=repeat.until,
        ends=repeat.ends,
        count=repeat.count,
        excluded=left_out.dates,
        excluded_weekdays=left_out.weekdays,
        text=text,
    )


def _parse_words(text: str, mission: Days | None) -> Repeat | Problem:
    cut = _UNTIL.search(text)
    until = parse_date(text[cut.end() :], mission) if cut else None
    if isinstance(until, Problem):
        return _moved(until, cut.end() if cut else 0)
    head = _HEAD.fullmatch(text[: cut.start()] if cut else text)
    if head is None:
        message = say("`{text}` is no way to repeat", text=shorten(text.strip()))
        return Problem("bad-repeat", message, _REPEAT_HINT)
    rule = _FREQUENCIES[head["word"]] if head["word"] else _every(head)
    if head["on"]:
        names = re.split(r"\s*,\s*|\s+and\s+|\s+", head["on"])
        days = [weekday_named(name) for name in names]
        if None in days or not rule.startswith("FREQ=WEEKLY") or "BYDAY" in rule:
            message = say("`{text}` is not understood", text=f"on {shorten(head['on'])}")
            hint = say("write `{what}`", what="weekly on mon, thu")
            return Problem("bad-repeat", message, hint)
        rule += ";BYDAY=" + ",".join(_RULE_DAYS[day] for day in days if day is not None)
    count = int(head["count"]) if head["count"] else None
    return Repeat(rule=rule, until=until, count=count, text=text)


def _every(head: re.Match[str]) -> str:
    return f"FREQ={'DAILY' if head['unit'] == 'days' else 'WEEKLY'};INTERVAL={head['n']}"


def _left_out(text: str, start: int, mission: Days | None) -> _LeftOut | Problem:
    dates: list[date] = []
    weekdays: set[int] = set()
    for part in re.finditer(r"[^,]+", text[start:]):
        word = part.group().strip()
        weekday = weekday_named(word)
        if weekday is not None:
            weekdays.add(weekday)
            continue
        found = parse_dates(word, mission)
        if isinstance(found, Problem):
            lead = len(part.group()) - len(part.group().lstrip())
            return _moved(found, start + part.start() + lead)
        dates.extend(found)
    return _LeftOut(tuple(dates), frozenset(weekdays))


def _moved(problem: Problem, by: int) -> Problem:
    end = None if problem.end is None else problem.end + by
    return Problem(problem.rule, problem.message, problem.hint, problem.start + by, end)


def _parse_rule(text: str) -> Repeat | Problem:
    parts: dict[str, str] = {}
    for part in text.strip().upper().removeprefix("RRULE:").rstrip(";").split(";"):
        name, _, value = part.partition("=")
        if name not in RULE_PARTS:
            near = did_you_mean(name, RULE_PARTS)
            hint = near or say("parts are: {parts}", parts=", ".join(RULE_PARTS))
            message = say("`{text}` is no part of a rule here", text=shorten(name))
            return Problem("bad-repeat", message, hint)
        if name in parts or not re.fullmatch(RULE_PARTS[name], value, re.ASCII):
            message = say("`{text}` is not understood", text=shorten(part))
            return Problem("bad-repeat", message, _rule_hint(name))
        parts[name] = value
    wrong = _wrong_together(parts)
    if wrong:
        return Problem("bad-repeat", wrong, say("see RFC 5545, 3.3.10"))
    until: date | None = None
    ends: datetime | None = None
    written = parts.pop("UNTIL", "")
    try:
        if "T" in written:
            ends = datetime.fromisoformat(written)
        elif written:
            until = date.fromisoformat(written)
    except ValueError:
        hint = say("write `{what}`", what="UNTIL=20230526")
        return Problem("bad-repeat", say("UNTIL is no real day"), hint)
    count = int(parts.pop("COUNT")) if "COUNT" in parts else None
    ordered = ";".join(f"{name}={value}" for name, value in parts.items())
    return Repeat(rule=ordered, until=until, ends=ends, count=count, text=text)


def _wrong_together(parts: dict[str, str]) -> Message | None:
    """Return what RFC 5545 says of parts that do not go together, if they do not."""
    if {"UNTIL", "COUNT"} <= parts.keys():
        return say("UNTIL and COUNT exclude each other")
    if "BYSETPOS" in parts and not parts.keys() & {"BYDAY", "BYMONTHDAY", "BYMONTH"}:
        return say("BYSETPOS needs another BY… part to choose from")
    if parts["FREQ"] == "WEEKLY" and "BYMONTHDAY" in parts:
        return say("{part} does not go with {other}", part="BYMONTHDAY", other="FREQ=WEEKLY")
    most = _MOST_ORDINAL.get("MONTHLY" if "BYMONTH" in parts else parts["FREQ"], 0)
    most = most if parts["FREQ"] in _MOST_ORDINAL else 0
    for ordinal in re.findall(r"[0-9]+", parts.get("BYDAY", "")):
        if int(ordinal) > most:
            part, other = f"BYDAY={parts['BYDAY']}", f"FREQ={parts['FREQ']}"
            return say("{part} does not go with {other}", part=part, other=other)
    return None


def _rule_hint(name: str) -> Message:
    match name:
        case "FREQ":
            return say("FREQ is DAILY, WEEKLY, MONTHLY or YEARLY")
        case "UNTIL":
            return say("write the last day: `UNTIL=20230526`")
        case _:
            return say("see RFC 5545, 3.3.10; for example `FREQ=WEEKLY;BYDAY=MO,TH`")
