"""How recurrences are written: in words, or as an RFC 5545 RRULE."""

import re
from datetime import date

from itinerary.diagnostics import did_you_mean
from itinerary.model.entries import Repeat
from itinerary.syntax.clocks import WEEKDAY_WORDS, parse_date, parse_dates
from itinerary.syntax.problems import Problem
from itinerary.syntax.values import fold, shorten
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
_RULE_PARTS: dict[str, str] = {
    "FREQ": "DAILY|WEEKLY|MONTHLY|YEARLY",
    "INTERVAL": r"[1-9]\d{0,2}",
    "COUNT": r"[1-9]\d{0,3}",
    "UNTIL": r"\d{8}(?:T\d{6}Z?)?",
    "BYDAY": r"(?:[+-]?\d{0,2}(?:MO|TU|WE|TH|FR|SA|SU)(?:,|$))+",
    "BYMONTHDAY": r"(?:-?(?:[1-9]|[12]\d|3[01])(?:,|$))+",
    "BYMONTH": r"(?:(?:[1-9]|1[0-2])(?:,|$))+",
    "BYSETPOS": r"(?:-?[1-9]\d{0,2}(?:,|$))+",
    "WKST": "MO|TU|WE|TH|FR|SA|SU",
}
_REPEAT_HINT = "write `daily until 2023-05-26 except 2023-05-25`, or an RRULE: `FREQ=DAILY;COUNT=5`"
_PHRASE = re.compile(
    r"\s*(?P<head>.*?)(?:\s+until\s+(?P<until>.+?))?(?:\s+except\s+(?P<except>.+))?\s*"
)
_HEAD = re.compile(
    r"(?:(?P<word>daily|weekdays|weekly|monthly|yearly|every (?:day|weekday|week|month|year))"
    r"|every\s+(?P<n>[1-9]\d?)\s+(?P<unit>days|weeks))"
    r"(?:\s+on\s+(?P<on>.+?))?(?:,?\s+(?P<count>[1-9]\d{0,2})\s+times)?"
)


def parse_repeat(text: str, mission: Days | None) -> Repeat | Problem:
    """Return a recurrence, from the friendly form or an RFC 5545 RRULE."""
    if re.match(r"\s*(?:RRULE:)?FREQ=", text, re.IGNORECASE):
        return _parse_rule(text, mission)
    phrase = _PHRASE.fullmatch(text)
    head = _HEAD.fullmatch(phrase["head"]) if phrase else None
    if phrase is None or head is None:
        shown = shorten(text.strip())
        return Problem("bad-repeat", f"`{shown}` is no way to repeat", _REPEAT_HINT)
    until = parse_date(phrase["until"], mission) if phrase["until"] else None
    if isinstance(until, Problem):
        return _moved(until, phrase.start("until"))
    excluded = _excluded(phrase, mission)
    if isinstance(excluded, Problem):
        return excluded
    rule = _FREQUENCIES[head["word"]] if head["word"] else _every(head)
    if head["on"]:
        days = [
            WEEKDAY_WORDS.get(fold(word)) for word in re.split(r"\s*,\s*|\s+and\s+|\s+", head["on"])
        ]
        if None in days or not rule.startswith("FREQ=WEEKLY") or "BYDAY" in rule:
            return Problem(
                "bad-repeat",
                f"`on {shorten(head['on'])}` is not understood",
                "write `weekly on mon, thu`",
            )
        rule += ";BYDAY=" + ",".join(_RULE_DAYS[day] for day in days if day is not None)
    count = int(head["count"]) if head["count"] else None
    return Repeat(rule=rule, until=until, count=count, excluded=excluded, text=text)


def _every(head: re.Match[str]) -> str:
    return f"FREQ={'DAILY' if head['unit'] == 'days' else 'WEEKLY'};INTERVAL={head['n']}"


def _excluded(phrase: re.Match[str], mission: Days | None) -> tuple[date, ...] | Problem:
    days: list[date] = []
    for part in re.finditer(r"[^,]+", phrase["except"] or ""):
        weekday = WEEKDAY_WORDS.get(fold(part.group().strip()).removesuffix("s"))
        if weekday is not None and mission is not None:
            days.extend(day for day in mission if day.weekday() == weekday)
            continue
        found = parse_dates(part.group().strip(), mission)
        if isinstance(found, Problem):
            lead = len(part.group()) - len(part.group().lstrip())
            return _moved(found, phrase.start("except") + part.start() + lead)
        days.extend(found)
    return tuple(days)


def _moved(problem: Problem, by: int) -> Problem:
    end = None if problem.end is None else problem.end + by
    return Problem(problem.rule, problem.message, problem.hint, problem.start + by, end)


def _parse_rule(  # noqa: PLR0911 (a way out for each thing that can be wrong)
    text: str, mission: Days | None
) -> Repeat | Problem:
    rule, _, rest = text.strip().upper().removeprefix("RRULE:").partition(" ")
    excluded: tuple[date, ...] = ()
    if rest:
        phrase = _PHRASE.fullmatch(text)
        if phrase is None or not rest.startswith("EXCEPT ") or phrase["until"]:
            return Problem(
                "bad-repeat", f"`{shorten(rest.lower())}` is not understood here", _REPEAT_HINT
            )
        found = _excluded(phrase, mission)
        if isinstance(found, Problem):
            return found
        excluded = found
    parts: dict[str, str] = {}
    for part in rule.rstrip(";").split(";"):
        name, _, value = part.partition("=")
        if name not in _RULE_PARTS:
            hint = did_you_mean(name, _RULE_PARTS) or f"parts are: {', '.join(_RULE_PARTS)}"
            return Problem("bad-repeat", f"`{shorten(name)}` is no part of a rule here", hint)
        if name in parts or not re.fullmatch(_RULE_PARTS[name], value) or value.endswith(","):
            return Problem("bad-repeat", f"`{shorten(part)}` is not understood", _rule_hint(name))
        parts[name] = value
    until: date | None = None
    if "UNTIL" in parts:
        try:
            until = date.fromisoformat(parts.pop("UNTIL")[:8])
        except ValueError:
            return Problem("bad-repeat", "UNTIL is no real day", "write `UNTIL=20230526`")
    count = int(parts.pop("COUNT")) if "COUNT" in parts else None
    if until and count:
        return Problem(
            "bad-repeat", "UNTIL and COUNT exclude each other (RFC 5545, 3.3.10)", "keep one"
        )
    ordered = ";".join(f"{name}={value}" for name, value in parts.items())
    return Repeat(rule=ordered, until=until, count=count, excluded=excluded, text=text)


def _rule_hint(name: str) -> str:
    if name == "FREQ":
        return "FREQ is DAILY, WEEKLY, MONTHLY or YEARLY"
    return "see RFC 5545, 3.3.10; for example `FREQ=WEEKLY;BYDAY=MO,TH`"
