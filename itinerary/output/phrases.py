"""What is said to a reader in their own language; names and titles stay as the file has them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from itinerary.output.comparison import Kind
from itinerary.privacy.view import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """The words of one language. None has a default: a language is complete, or is none."""

    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    subject: str
    urgent: str
    kinds: Mapping[Kind, str]
    standings: Mapping[Standing, str]
    now_and_before: str
    times: str
    also_on: str
    alone: str
    place: str
    people: str
    status: str
    title: str
    also: str
    details: Mapping[str, str]
    more: str
    one_clock: str
    clock: str
    slow: str

    def day(self, day: date) -> str:
        """Return a day as this language abbreviates it: ``Thu 25 May``, ``jue 25 may``."""
        return f"{self.weekdays[day.weekday()]} {day.day} {self.months[day.month - 1]}"


ENGLISH = Phrases(
    weekdays=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    months=(
        *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
        *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    ),
    subject="Changes to your programme",
    urgent="URGENT",
    kinds={
        Kind.ADDED: "New",
        Kind.REMOVED: "No longer in your calendar",
        Kind.CANCELLED: "Cancelled",
        Kind.REVIVED: "On again",
        Kind.PLACED: "New",
        Kind.UNPLACED: "No longer in your calendar",
        Kind.MOVED: "Moved",
        Kind.CHANGED: "Changed",
    },
    standings={
        Standing.IDEA: "an idea",
        Standing.REQUESTED: "requested",
        Standing.TENTATIVE: "tentative",
        Standing.CONFIRMED: "confirmed",
        Standing.DECLINED: "declined",
        Standing.CANCELLED: "cancelled",
    },
    now_and_before="now {now} (was {before})",
    times="{count} times, the last on {day}",
    also_on="also on {days}",
    alone="nobody else of the delegation",
    place="place",
    people="with",
    status="now",
    title="this is its new title",
    also="also new",
    details={
        "kind": "the kind of entry",
        "by": "the transport",
        "nights": "the number of nights",
        "with": "whom you meet",
        "lead": "who leads",
        "notes taken by": "who takes notes",
        "interpreter": "the interpreter",
        "languages": "the languages",
        "vehicle": "the vehicle",
        "press": "what the press may do",
        "dress": "what to wear",
        "embargo": "the embargo",
        "handover": "what is handed over",
        "asked": "how it was asked for",
        "note": "the note",
    },
    more="And {count} more changes: see your calendar.",
    one_clock="Times are those of {city}.",
    clock="{city} time",
    slow="Calendars can take a day to show this. Until then, go by this message.",
)

SPANISH = Phrases(
    weekdays=("lun", "mar", "mié", "jue", "vie", "sáb", "dom"),
    months=(
        *("ene", "feb", "mar", "abr", "may", "jun"),
        *("jul", "ago", "sep", "oct", "nov", "dic"),
    ),
    subject="Cambios en su programa",
    urgent="URGENTE",
    kinds={
        Kind.ADDED: "Nuevo",
        Kind.REMOVED: "Ya no está en su calendario",
        Kind.CANCELLED: "Cancelado",
        Kind.REVIVED: "Vuelve a realizarse",
        Kind.PLACED: "Nuevo",
        Kind.UNPLACED: "Ya no está en su calendario",
        Kind.MOVED: "Cambio de hora",
        Kind.CHANGED: "Cambio",
    },
    standings={
        Standing.IDEA: "solo una idea",
        Standing.REQUESTED: "solicitado",
        Standing.TENTATIVE: "por confirmar",
        Standing.CONFIRMED: "confirmado",
        Standing.DECLINED: "rechazado",
        Standing.CANCELLED: "cancelado",
    },
    now_and_before="ahora {now} (antes {before})",
    times="{count} veces, la última el {day}",
    also_on="también el {days}",
    alone="sin nadie más de la delegación",
    place="lugar",
    people="con",
    status="ahora",
    title="este es su nuevo título",
    also="también cambia",
    details={
        "kind": "el tipo de actividad",
        "by": "el transporte",
        "nights": "el número de noches",
        "with": "con quién se reúne",
        "lead": "quién dirige",
        "notes taken by": "quién toma notas",
        "interpreter": "la interpretación",
        "languages": "los idiomas",
        "vehicle": "el vehículo",
        "press": "el acceso de la prensa",
        "dress": "la vestimenta",
        "embargo": "el embargo",
        "handover": "lo que se entrega",
        "asked": "cómo se solicitó",
        "note": "la nota",
    },
    more="Y {count} cambios más: vea su calendario.",
    one_clock="Las horas son las de {city}.",
    clock="hora de {city}",
    slow="Los calendarios pueden tardar un día en mostrarlo. Hasta entonces, vale este mensaje.",
)

LANGUAGES: Mapping[str, Phrases] = {"en": ENGLISH, "es": SPANISH}
