// Prints as JSON the events that ical.js reads in the iCalendar file on standard input.
import { readFileSync } from "node:fs";

import ICAL from "ical.js";

import { instance } from "./instance.mjs";

const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(0));
const calendar = new ICAL.Component(ICAL.parse(text));
console.log(JSON.stringify(calendar.getAllSubcomponents("vevent").map(instance)));
