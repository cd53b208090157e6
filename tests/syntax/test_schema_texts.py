"""The JSON Schema accepts each text, and each file, that the parser can read: random ones too."""

import json
import re
import unicodedata
from collections.abc import Callable
from datetime import date
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema_rs import Draft7Validator

from itinerary.languages import say
from itinerary.model.fields import Type
from itinerary.syntax import clocks, hours, records, recurrence, values
from itinerary.syntax.forms import Known, forms, name_of
from itinerary.syntax.problems import Problem
from itinerary.times import Days
from tests.carriers import (
    CARRIERS,
    ROOT,
    SAMPLES,
    as_core,
    as_text,
    is_sound,
    refusals,
)

MISSION = Days(date(2023, 5, 20), date(2023, 5, 27))


def instant(text: str) -> object:
    """Read what a person's `joins:` reads as its time."""
    found = clocks.parse_when(text, MISSION)
    is_one = isinstance(found, clocks.Clock) or (isinstance(found, Days) and len(found) == 1)
    return found if is_one else Problem("", say("no instant"))


CODECS: dict[Type, Callable[[str], object]] = {
    **records._SCALARS,
    **records._LISTS,
    Type.DATE: lambda text: clocks.parse_date(text, MISSION),
    Type.DATES: lambda text: clocks.parse_dates(text, MISSION),
    Type.WHEN: lambda text: clocks.parse_when(text, MISSION),
    Type.WHENS: lambda text: clocks.parse_window(text, MISSION),
    Type.INSTANT: instant,
    Type.FIGURE: hours.parse_figure,
    Type.REPEAT: lambda text: recurrence.parse_repeat(text, MISSION),
    Type.PREFERENCE: lambda text: values.parse_extreme(text) or clocks.parse_window(text, MISSION),
    Type.KIND: lambda text: values.parse_id(" ".join(text.split())),
}
EXAMPLES = {
    Type.COUNT: ["2", "2 nights", "1noche", "366"],
    Type.DAYS: ["0", "7 días", "1day", "010"],
    Type.DURATION: ["45m", "1h30", "2H", "90min", "PT90M", "P1DT2H", "pt5m", "0h"],
    Type.DATE: ["2023-05-25", "Thu 2023-05-25", "jueves, 25 de mayo de 2023", "25 May", "25may"],
    Type.WHEN: [
        "2023-05-25 10:00-11:30",
        "Thu 25 May 10:00 for 1h30",
        "sáb 20 mayo 18:30",
        "Mié. 24 de mayo del 2023, 9:00 – 24:00",
        "2023-05-25 10:00 to 11:00",
        "2023-05-25 21:10 Europe/London to Fri 26 May, 06:00 America/Lima",
        "20 May to 22 May",
        "2023-05-25 00:15 UTC for PT90M",
        "2023-05-24 23:00 a 2023-05-25 01:00",
    ],
    Type.INSTANT: [
        "Sat 2023-05-20 18:30",
        "20 May",
        "sáb, 20 mayo, 24:00 America/Lima",
        "20 May to sáb 20 May",
    ],
    Type.CLOCKS: ["08:30", "8.30", "7h05", "10.00", "23:59"],
    Type.ZONE: ["America/Argentina/Buenos_Aires", "UTC", "Etc/GMT+5", "NZ-CHAT", "GB"],
    Type.COORDINATES: ["-12.046, -77.043", "+1,2", " 0.5 , 180 "],
    Type.ALTITUDE: ["2750 m", "-3m", "0m"],
    Type.COUNTRY: ["PE", "GB-SCT", "NO"],
    Type.HOURS: [
        *("Mon-Fri 09:00-17:00", "lunes a viernes 8.30 – 17h00", "mié. 09:00-13:00"),
        *("Daily 0:00-23:59", "sáb - dom 10:00-12:00", "Mondays to fridays 09:00-17:00"),
    ],
    Type.FIGURE: ["10h", "500 m", "500m", "7 days", "1 día", "11:30", "PT90M"],
    Type.LANGUAGES: ["es", "pt-BR", "quz", "zh-Hant-TW"],
    Type.COLOUR: ["teal", "null", "true"],
    Type.KIND: ["meeting", "null", "1e-3", "true", "0123", "0x1f", "a"],
    Type.STATUS: ["idea", "cancelled"],
    Type.CLASSIFICATION: ["public"],
    Type.COVERS: ["none"],
    Type.CANCELLED_AS: ["marker"],
    Type.YES_NO: ["yes", "no"],
    Type.PRIORITY: ["1", "9"],
    Type.TEXT: ["null", "0123", "1e3", "no", "~", "Text", ".inf"],
    Type.RULE: ["too-tight", "1"],
    Type.TEXTS: ["true"],
    Type.REPEAT: [
        "daily",
        "every weekday until 26 May",
        "every 2 weeks on mon, jueves and fridays, 3 times",
        "weekly on lunes Except mar, 2023-05-25 to 2023-05-26, 27 May",
        "FREQ=MONTHLY;BYDAY=-1FR,+2MO;INTERVAL=2;COUNT=10",
        "rrule:freq=weekly;until=20230526T235959Z;wkst=su; except sábado",
        "FREQ=YEARLY;BYMONTH=1,12;BYMONTHDAY=-1,31;BYSETPOS=366",
    ],
}
EXAMPLES[Type.DATES] = [*EXAMPLES[Type.DATE], "20 May to 27 May 2023", "2023-05-20 a sáb 27 may"]
EXAMPLES[Type.WHENS] = [*EXAMPLES[Type.WHEN], "24 May to 26 May, 09:00-17:00", "24 May 9:00-24:00"]
EXAMPLES[Type.PREFERENCE] = [*EXAMPLES[Type.WHENS], "earliest", "latest"]
PIECES = [
    *" ,.;-–:09aZmh",
    "\n",
    "\u00a0",
    "\u0131",
    "\u017f",
    "\u212a",
    "\u00e9",
    "e\u0301",
    "\uff13",
]
PIECES += ["de", "to", " to ", " for ", "UTC", " Asia/Tokyo", "Tue", "mié"]


@st.composite
def bent(draw: st.DrawFn, examples: list[str]) -> str:
    """Draw a text that is written otherwise than an example, in a few places."""
    text = draw(st.sampled_from(examples))
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(text)))
        match draw(st.integers(0, 4)):
            case 0:
                text = text[:at] + draw(st.sampled_from(PIECES)) + text[at:]
            case 1:
                text = text[:at] + text[at + 1 :]
            case 2:
                text = text[:at] + draw(st.sampled_from(PIECES)) + text[at + 1 :]
            case 3:
                text = text[:at] + text[at:].swapcase()
            case _:
                text = unicodedata.normalize(draw(st.sampled_from(["NFD", "NFC"])), text)
    return text


@cache
def form_of(kind: Type) -> Draft7Validator:
    """Return the validator of one value, without the patterns of others: they are slow to build."""
    made = {name_of(one): form for one, form in forms(Known()).items()}
    wanted = [name_of(kind)]
    for name in wanted:
        wanted += re.findall(r"#/definitions/([\w-]+)", json.dumps(made[name]))
    used = {name: made[name] for name in wanted}
    return Draft7Validator({"$ref": f"#/definitions/{wanted[0]}", "definitions": used})


def test_every_codec_has_examples() -> None:
    assert {*CODECS} == {*EXAMPLES}


@pytest.mark.parametrize("kind", EXAMPLES)
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_text_that_a_codec_reads_is_accepted(kind: Type, data: st.DataObject) -> None:
    text = data.draw(bent(EXAMPLES[kind]))
    if not isinstance(CODECS[kind](text), Problem):
        assert form_of(kind).is_valid(as_text(text))
        assert form_of(kind).is_valid(as_core(text))


# ---------------------------------------------------------------- every file

SPARE = ["null", "true", "0123", "1e3", "''", "?", "[]", "{}", "[a, b]", "2023-05-25", "everyone"]
SPARE += ["confirmed", "journey", "stay", "1h", "yes", "2", "10:30", "{when: 2023-05-25}", "x: y"]


@st.composite
def bent_file(draw: st.DrawFn) -> str:
    """Draw a file that differs from a sample in some lines."""
    path = draw(st.sampled_from([path for path in SAMPLES if "faults" not in path]))
    lines = (ROOT / path).read_text(encoding="utf-8").splitlines(keepends=True)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(lines) - 1))
        key, colon, value = lines[at].partition(": ")
        match draw(st.integers(0, 4)):
            case 0:
                del lines[at]
            case 1:
                lines[at] = f"{key}{colon}{draw(st.sampled_from(SPARE))}\n"
            case 2:
                other = lines[draw(st.integers(0, len(lines) - 1))]
                lines[at] = f"{key}{colon}{other.partition(': ')[2] or value}"
            case 3:
                lines.insert(at, lines[draw(st.integers(0, len(lines) - 1))])
            case _:
                lines[at] = f"{key}:\n"
    return "".join(lines)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(bent_file())
def test_a_file_that_the_parser_accepts_is_accepted(source: str) -> None:
    if is_sound(source):
        assert [refusals(source, carrier) for carrier in CARRIERS] == [[], []]
