// Reads the states of a feed, one after another, as three kinds of subscriber that use ical.js.
// Standard input: a JSON list of iCalendar texts. Output: by kind, the events after each of them.
import { readFileSync } from "node:fs";

import ICAL from "ical.js";

import { instance } from "./instance.mjs";

const read = (text) => {
  const calendar = new ICAL.Component(ICAL.parse(text));
  return calendar.getAllSubcomponents("vevent").map((component) => ({
    ...instance(component),
    id: component.getFirstPropertyValue("uid"),
    sequence: component.getFirstPropertyValue("sequence"),
    modified: component.getFirstPropertyValue("last-modified"),
    description: component.getFirstPropertyValue("description") ?? "",
  }));
};

// As Thunderbird: each time a new calendar in memory, which takes no second item of one id.
const replacing = () => (_known, events) => {
  const fresh = new Map();
  for (const event of events) {
    if (fresh.has(event.id)) throw new Error(`duplicate id ${event.id}`);
    fresh.set(event.id, event);
  }
  return fresh;
};

// As a client that writes to a telephone's calendar only what it must: an event that it knows is
// written anew where a property rose, and what the feed lacks is deleted.
const lazy = (hasRisen) => () => (known, events) =>
  new Map(
    events.map((event) => {
      const old = known.get(event.id);
      return [event.id, old && !hasRisen(old, event) ? old : event];
    }),
  );

const KINDS = {
  replacing,
  "by sequence": lazy((old, event) => event.sequence > old.sequence),
  "by last-modified": lazy((old, event) => event.modified.compare(old.modified) > 0),
};

const told = ({ id, sequence, modified, ...rest }) => rest;
const texts = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(0)));
const states = Object.entries(KINDS).map(([kind, make]) => {
  const refresh = make();
  let known = new Map();
  const after = texts.map((text) => {
    known = refresh(known, read(text));
    return [...known.values()].map(told);
  });
  return [kind, after];
});
console.log(JSON.stringify(Object.fromEntries(states)));
