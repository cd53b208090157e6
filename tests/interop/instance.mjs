// An event as ical.js reads it, as instances.py has it.
import ICAL from "ical.js";

// A day, an instant in UTC, or, where no zone is known, a time without one.
const canonical = (time) =>
  (time.isDate || time.zone === ICAL.Timezone.localTimezone
    ? time
    : time.convertToZone(ICAL.Timezone.utcTimezone)
  ).toString();

export const instance = (component) => {
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
