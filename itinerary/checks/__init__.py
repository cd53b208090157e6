"""The rules: each a plain function from a schedule to findings, one file a rule, all named here."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from itinerary.checks import (
    altitude_gain,
    ambiguous_time,
    arrives_after_dark,
    consent_missing,
    contested_name,
    double_booked,
    embargo_broken,
    embargo_leak,
    guessable_uid,
    handover_without_carrier,
    inferable,
    interpreter_in_two_towns,
    language,
    long_day,
    missing_interpreter,
    night_driving,
    no_check_in,
    no_meal_gap,
    nonexistent_time,
    not_as_requested,
    not_present,
    office_hours,
    outside_mission,
    overdue_chase,
    press_status,
    public_holiday,
    public_victim,
    request_without_window,
    short_rest,
    stale_request,
    too_tight,
    two_holds_one_slot,
    unavailable,
    unknown_contact,
    unknown_entry,
    unknown_person,
    unknown_place,
    unknown_rule,
    unreachable,
    weekday_mismatch,
    window_passed,
)
from itinerary.checks.rule import Rule, written
from itinerary.checks.waivers import Held, Judge
from itinerary.diagnostics import Diagnostic, Severity, did_you_mean
from itinerary.languages import Message, say
from itinerary.model.schedule import Schedule, Setting

RULES: tuple[Rule, ...] = (
    language.RULE,
    weekday_mismatch.RULE,
    nonexistent_time.RULE,
    ambiguous_time.RULE,
    unknown_person.RULE,
    unknown_contact.RULE,
    unknown_place.RULE,
    unknown_entry.RULE,
    contested_name.RULE,
    unknown_rule.RULE,
    public_victim.RULE,
    guessable_uid.RULE,
    embargo_broken.RULE,
    double_booked.RULE,
    unavailable.RULE,
    not_present.RULE,
    unreachable.RULE,
    too_tight.RULE,
    arrives_after_dark.RULE,
    night_driving.RULE,
    altitude_gain.RULE,
    short_rest.RULE,
    long_day.RULE,
    no_meal_gap.RULE,
    no_check_in.RULE,
    public_holiday.RULE,
    office_hours.RULE,
    outside_mission.RULE,
    request_without_window.RULE,
    window_passed.RULE,
    not_as_requested.RULE,
    missing_interpreter.RULE,
    interpreter_in_two_towns.RULE,
    overdue_chase.RULE,
    stale_request.RULE,
    two_holds_one_slot.RULE,
    handover_without_carrier.RULE,
    embargo_leak.RULE,
    press_status.RULE,
    inferable.RULE,
    consent_missing.RULE,
)

_FIRST_ANSWER = frozenset(rule.id for rule in RULES if rule.first_answers)


class Findings(NamedTuple):
    """What the rules found, what of it somebody answers for, and every waiver of the file."""

    found: tuple[Diagnostic, ...]
    waived: tuple[Diagnostic, ...]
    waivers: tuple[Held, ...]


def check(schedule: Schedule, now: datetime) -> Findings:
    """Return every rule's findings as of ``now``, those with a waiver in force apart."""
    judge = Judge(schedule, now, _FIRST_ANSWER)
    found: list[Diagnostic] = []
    waived: list[Diagnostic] = []
    for rule in RULES:
        findings = rule.check(schedule, now) if rule.check else ()
        for finding, is_waived in judge.judged(findings):
            (waived if is_waived else found).append(finding)
    found.extend(_unknown_rules(schedule))
    waivers = judge.held(frozenset(rule.id for rule in RULES))
    return Findings(tuple(found), tuple(waived), tuple(waivers))


def protecting(schedule: Schedule, now: datetime) -> tuple[Diagnostic, ...]:
    """Return the unwaived findings that stop whatever goes to a reader.

    They are those of the rules that protect people, and places nobody defined: whose clocks tell
    the hour there is not known, and a wrong hour is worse than none.
    """
    harmful = [
        finding
        for rule in RULES
        if rule.protects and rule.check
        for finding in rule.check(schedule, now)
    ]
    harmful += [
        finding
        for finding in unknown_place.check(schedule, now)
        if any(schedule.entries[entry].when is not None for entry in finding.entries)
    ]
    judged = Judge(schedule, now, _FIRST_ANSWER).judged(harmful)
    return tuple(finding for finding, is_waived in judged if not is_waived)


def _unknown_rules(schedule: Schedule) -> Iterator[Diagnostic]:
    known = {rule.id: rule for rule in RULES}
    named = [
        (waiver.rule, waiver.span) for entry in schedule.entries.values() for waiver in entry.allow
    ]
    named += [(setting.rule, setting.span) for setting in schedule.settings]
    for name, span in named:
        if name not in known:
            yield Diagnostic(
                rule=unknown_rule.RULE.id,
                severity=Severity.WARNING,
                span=span,
                message=say("there is no rule `{rule}`: this does nothing", rule=name[:64]),
                hint=did_you_mean(name, known) or say("see the list of rules in the manual"),
            )
    for setting in schedule.settings:
        if setting.rule in known:
            yield from _unusable(setting, known[setting.rule])


def _unusable(setting: Setting, rule: Rule) -> Iterator[Diagnostic]:
    """Yield a finding for a figure that its rule does not have, or has in another unit."""
    default = rule.figures.get(setting.name)
    if default is None:
        message = say(
            "`{rule}` has no figure `{figure}`: this does nothing",
            rule=rule.id,
            figure=setting.name[:64],
        )
        hint = _figures_hint(rule)
    elif type(setting.value) is not type(default):
        message = say(
            "`{figure}` of `{rule}` is written in another unit: this does nothing",
            rule=rule.id,
            figure=setting.name,
        )
        hint = say("write it like its default, `{figure}`", figure=written(default))
    else:
        return
    yield Diagnostic(unknown_rule.RULE.id, Severity.WARNING, setting.span, message, hint)


def _figures_hint(rule: Rule) -> Message:
    if not rule.figures:
        return say("it has no figures")
    return say("its figures are: {figures}", figures=", ".join(rule.figures))
