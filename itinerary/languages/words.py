"""English as the terminal and feeds have it, and sentences that any other language can say anew."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Self

from itinerary.times import (
    MONTHS,
    WEEKDAYS,
    Days,
    Timespan,
    format_date,
    format_day,
    format_duration,
    format_long_day,
    format_when,
)

LANGUAGES = {
    "ar": "Arabic",
    "ay": "Aymara",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "ka": "Georgian",
    "pt": "Portuguese",
    "qu": "Quechua",
    "ru": "Russian",
    "wo": "Wolof",
}
"""English names of the languages that missions so far have used; another is told by its code."""


def mark(message: str) -> str:
    """Return a message as it is: it stands in a table, and is translated where it is said."""
    return message


class Words:
    """English as it stands in the code, the same for ever; another language overrides all of it."""

    def say(self, message: str, **values: object) -> str:
        """Return a message with the values that it names."""
        return message.format(**values) if values else message

    def plural(self, one: str, many: str, number: int, **values: object) -> str:
        """Return the message that fits a number of things, which it names ``{count}``."""
        return (one if number == 1 else many).format(count=number, **values)

    def day(self, day: date) -> str:
        """Return a day, short: ``Mon 22 May``."""
        return format_day(day)

    def weekday(self, day: date) -> str:
        """Return a day's weekday, short: ``Mon``."""
        return WEEKDAYS[day.weekday()][:3]

    def month_day(self, day: date) -> str:
        """Return a day without its weekday: ``22 May``."""
        return f"{day.day} {MONTHS[day.month - 1][:3]}"

    def long_day(self, day: date) -> str:
        """Return a day, in full but for the year: ``Monday 22 May``."""
        return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"

    def full_day(self, day: date) -> str:
        """Return a day in full: ``Monday 22 May 2023``."""
        return format_long_day(day)

    def full_date(self, day: date) -> str:
        """Return a day with its year: ``22 May 2023``."""
        return f"{day.day} {MONTHS[day.month - 1]} {day.year}"

    def written_day(self, day: date) -> str:
        """Return a day as a schedule file writes it: ``Thu 2023-05-25``."""
        return format_date(day)

    def long_weekday(self, day: date) -> str:
        """Return the weekday of a day: ``Thursday``."""
        return WEEKDAYS[day.weekday()]

    def length(self, length: timedelta) -> str:
        """Return a length of time: ``1h30``."""
        return format_duration(length)

    def city(self, zone: str) -> str:
        """Return the place that an IANA zone is named for."""
        return zone.rpartition("/")[2].replace("_", " ")

    def number(self, number: int) -> str:
        """Return a number, its thousands set apart: ``2,750``."""
        return f"{number:,}"

    def name_of(self, code: str) -> str:
        """Return the name of a language; its code where there is none."""
        return LANGUAGES.get(code, code)

    def listed(self, parts: Iterable[str]) -> str:
        """Return several things one after the other: ``Ana, Ben and Eva``."""
        *others, last = [*parts] or [""]
        return f"{', '.join(others)} and {last}" if others else last

    def either(self, parts: Iterable[str]) -> str:
        """Return several things of which one is meant: ``Lima or Cusco``."""
        return " or ".join(parts)

    def retell(self, text: str) -> str:
        """Return a text: a message in this language, anything else as it is."""
        return text

    def value(self, value: object) -> str:
        """Return something that a message names: a name, a number, a time, or several of them."""
        match value:
            case str():
                return self.retell(value)
            case Timespan() | Days():
                return format_when(value, self.day)
            case date():
                return self.day(value)
            case timedelta():
                return self.length(value)
            case tuple() | list():
                return self.listed(map(self.value, value))
            case _:
                return str(value(self) if callable(value) else value)


PLAIN = Words()


class Message(str):
    """A sentence in English that remembers how it was made, so that it can be said anew.

    Two with the same English are the same.
    """

    __slots__ = ("_many", "_number", "_one", "_values")
    _one: str
    _many: str | None
    _number: int
    _values: dict[str, object]

    def __new__(
        cls, one: str, values: dict[str, object], many: str | None = None, number: int = 1
    ) -> Self:
        """Make the sentence: ``one``, or ``many`` where that is given and ``number`` is not 1."""
        told = {name: PLAIN.value(value) for name, value in values.items()}
        if many is None:
            made = super().__new__(cls, PLAIN.say(one, **told))
        else:
            made = super().__new__(cls, PLAIN.plural(one, many, number, **told))
        made._one, made._many, made._number, made._values = one, many, number, values
        return made

    @property
    def parts(self) -> tuple[str, dict[str, object], str | None, int]:
        """What it is made of, in the order in which it is made again."""
        return self._one, self._values, self._many, self._number

    def said(self, words: Words) -> str:
        """Return the sentence in a language."""
        told = {name: words.value(value) for name, value in self._values.items()}
        if self._many is None:
            return words.say(self._one, **told)
        return words.plural(self._one, self._many, self._number, **told)


def say(message: str, **values: object) -> Message:
    """Return a message that a language still to be chosen says, with the values that it names.

    A value may be a name, a number, a time, a length, another message, or several of them; or a
    function that is given the words and returns a text.
    """
    return Message(message, values)


def plural(one: str, many: str, number: int, **values: object) -> Message:
    """Return the message that fits a number of things, which it names ``{count}``."""
    return Message(one, values, many, number)
