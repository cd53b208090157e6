// Prints as JSON the events that ical.js reads in the iCalendar file on standard input.
import { readFileSync } from "node:fs";

import ICAL from "ical.js";

// A day, an instant in UTC, or, where no zone is known, a time without one.
const canonical = (time) =>
  (time.isDate || time.zone === ICAL.Timezone.localTimezone
    ? time
    : time.convertToZone(ICAL.Timezone.utcTimezone)
  ).toString();

const instance = (component) => {
  const event = new ICAL.Event(component);
  return {
    uid: event.uid ?? "",
    summary: event.summary ?? "",
    start: canonical(event.startDate),
    end: canonical(event.endDate),
    status: component.getFirstPropertyValue("status") ?? "",
    location: event.location ?? "",
  };
};

const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(0));
const calendar = new ICAL.Component(ICAL.parse(text));
console.log(JSON.stringify(calendar.getAllSubcomponents("vevent").map(instance)));
