"""A language that is not the code's own words: its messages, its dates, its names."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from gettext import NullTranslations
from io import BytesIO

from itinerary.languages.known import CATALOGUE, ENGLISH, HERE, known, short
from itinerary.languages.words import PLAIN, Message, Words


@cache
def language(code: str) -> "Language":
    """Return a language; without its country (``es`` for ``es-PE``), English if it is unknown."""
    return Language(short(code) if short(code) in known() else ENGLISH)


def spoken(code: str) -> Words:
    """Return the words of a language; English is the code's own, for which nothing is loaded."""
    found = short(code)
    return language(found) if found != ENGLISH and found in known() else PLAIN


class Language(Words):
    """One language: its messages, its dates, its names for languages and cities."""

    def __init__(self, code: str) -> None:
        """Read the catalogue of a known language."""
        from babel import Locale

        self.code = code
        self._locale = Locale(code)
        self._catalogue = _catalogue(code)

    def say(self, message: str, **values: object) -> str:
        """Return a message with the values that it names."""
        told = self._catalogue.gettext(message)
        return told.format(**values) if values else told

    def plural(self, one: str, many: str, number: int, **values: object) -> str:
        """Return the message that fits a number of things, which it names ``{count}``."""
        return self._catalogue.ngettext(one, many, number).format(count=number, **values)

    def day(self, day: date) -> str:
        """Return a day, short: ``Mon 22 May``."""
        # Translators: a pattern of Unicode's CLDR for a short day
        return self._date(day, self.say("EEE d MMM"))

    def weekday(self, day: date) -> str:
        """Return a day's weekday, short: ``Mon``."""
        # Translators: a pattern of Unicode's CLDR for a short weekday
        return self._date(day, self.say("EEE"))

    def month_day(self, day: date) -> str:
        """Return a day without its weekday: ``22 May``."""
        # Translators: a pattern of Unicode's CLDR for a day without its weekday
        return self._date(day, self.say("d MMM"))

    def long_day(self, day: date) -> str:
        """Return a day, in full but for the year: ``Monday 22 May``."""
        # Translators: a pattern of Unicode's CLDR for a whole day
        return self._date(day, self.say("EEEE d MMMM"))

    def full_day(self, day: date) -> str:
        """Return a day in full: ``Monday 22 May 2023``."""
        # Translators: a pattern of Unicode's CLDR for a whole day with its year
        return self._date(day, self.say("EEEE d MMMM y"))

    def full_date(self, day: date) -> str:
        """Return a day with its year: ``22 May 2023``."""
        # Translators: a pattern of Unicode's CLDR for a day with its year
        return self._date(day, self.say("d MMMM y"))

    def written_day(self, day: date) -> str:
        """Return a day as a schedule file may have it: ``Thu 2023-05-25``."""
        return self._date(day, "EEE y-MM-dd")

    def long_weekday(self, day: date) -> str:
        """Return the weekday of a day: ``Thursday``."""
        return self._date(day, "EEEE")

    def length(self, length: timedelta) -> str:
        """Return a length of time: ``1 h 30 min``."""
        hours, minutes = divmod(round(length.total_seconds() / 60), 60)
        if not hours:
            return self.say("{minutes} min", minutes=minutes)
        if not minutes:
            return self.say("{hours} h", hours=hours)
        return self.say("{hours} h {minutes} min", hours=hours, minutes=minutes)

    def city(self, zone: str) -> str:
        """Return this language's name of the place that an IANA zone is named for."""
        from babel.dates import get_timezone_location

        return get_timezone_location(zone, locale=self._locale, return_city=True)

    def name_of(self, code: str) -> str:
        """Return this language's name of a language; its code where it has none."""
        return str(self._locale.languages.get(code, code))

    def listed(self, parts: Iterable[str]) -> str:
        """Return several things one after the other, as the language has it."""
        from babel.lists import format_list

        return format_list([*parts], locale=self._locale)

    def either(self, parts: Iterable[str]) -> str:
        """Return several things of which one is meant, as the language has it."""
        from babel.lists import format_list

        return format_list([*parts], style="or", locale=self._locale)

    def retell(self, text: str) -> str:
        """Return a message in this language; a text that is none is as the file has it."""
        return text.said(self) if isinstance(text, Message) else text

    def _date(self, day: date, pattern: str) -> str:
        from babel.dates import format_date

        return format_date(day, pattern, locale=self._locale)


def _catalogue(code: str) -> NullTranslations:
    """Return a language's messages; English has none that are not in the code."""
    if code == ENGLISH:
        return NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po
    from babel.support import Translations

    compiled = BytesIO()
    with (HERE / code / CATALOGUE).open("rb") as written:
        write_mo(compiled, read_po(written, locale=code, abort_invalid=True))
    compiled.seek(0)
    return Translations(compiled)
