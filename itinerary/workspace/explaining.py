"""What a rule is: its manual page, with the figures that a file sets."""

from itinerary.checks import RULES, language
from itinerary.checks.rule import Rule, written
from itinerary.diagnostics import did_you_mean
from itinerary.languages import say
from itinerary.model.schedule import Schedule
from itinerary.output.manual import Figure, Manual, Page


def manual() -> Manual:
    """Return every rule's page."""
    return Manual(tuple(_page(rule, None) for rule in RULES))


def explained(name: str, schedule: Schedule | None) -> Manual | str:
    """Return the page of a rule, or of a fault of the language; or a sentence that there is none.

    ``schedule`` is the file whose figures are told, if one is.
    """
    rules = {rule.id: rule for rule in RULES}
    fault = name if name in language.FAULTS else None
    rule = language.RULE if fault else rules.get(name)
    if rule is None:
        near = did_you_mean(name, (*rules, *language.FAULTS))
        hint = near or say("`itinerary explain` lists them")
        return say("there is no rule `{rule}`; {hint}", rule=name[:64], hint=hint)
    return Manual((_page(rule, schedule),), fault, schedule.path if schedule else None)


def _page(rule: Rule, schedule: Schedule | None) -> Page:
    return Page(
        id=rule.id,
        text=rule.page.strip(),
        protects=rule.protects,
        is_waivable=rule.check is not None,
        figures=tuple(_figure(rule, name, schedule) for name in rule.figures),
        faults=language.FAULTS if rule is language.RULE else {},
    )


def _figure(rule: Rule, name: str, schedule: Schedule | None) -> Figure:
    """Return a figure of a rule, and what a file sets: the last in its unit, as the rule has it."""
    default = rule.figures[name]
    given = [
        setting
        for setting in (schedule.settings if schedule else ())
        if (setting.rule, setting.name) == (rule.id, name)
        and isinstance(setting.value, type(default))
    ]
    if not given:
        return Figure(name, written(default))
    return Figure(name, written(default), written(given[-1].value), given[-1].span.line)
