// Days as whole numbers: where each lies on an axis, its name, and the ticks that have room.
import { say } from "../../shared/words.js";

const DAY_MS = 86_400_000;
const DIGIT = 7.2; // widest advance of a digit in the axis's type, pixels
const GAP = 10;
const STEPS = {
  day: [1, 2, 3, 7, 14],
  month: [1, 2, 3, 6],
  year: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000],
};

/** The day that an ISO date names, counted from 1 January 1970. */
export const dayOf = (iso) => Date.parse(`${iso}T00:00:00Z`) / DAY_MS;

/** The ISO date of a day. */
export const isoOf = (day) => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** Of an axis over more years, a day without its year is never one alone; 29 February can be, over some. */
const MOST_YEARS = 8;
const MONTHS = Array.from({ length: 12 }, (_, at) => at + 1);

const monthStarts = (number, text) => say(`month.${number}`).toLowerCase().startsWith(text.toLowerCase());

/**
 * The day that a reader's text names, as 2021-07-05, 5 July 2021 or 5 Jul 2021; null for another.
 * @param {string} text
 * @param {[number, number]} axis its first and last day: the year can be left out where one alone fits
 */
export function dayIn(text, [first, last]) {
  const plain = text.trim();
  const named = /^(\d{1,2})\.?\s+(\p{L}{3,})\.?(?:\s+(\d{4}))?$/u.exec(plain);
  const month = named ? MONTHS.find((number) => monthStarts(number, named[2])) : 0;
  if (!month) return dayOfIso(plain);
  const two = (number) => String(number).padStart(2, "0");
  const ofYear = (year) => dayOfIso(`${String(year).padStart(4, "0")}-${two(month)}-${two(named[1])}`);
  if (named[3]) return ofYear(named[3]);
  const [from, to] = [first, last].map((day) => partsOf(day).year);
  if (to - from > MOST_YEARS) return null;
  const fitting = Array.from({ length: to - from + 1 }, (_, at) => ofYear(from + at))
    .filter((day) => day !== null && day >= first && day <= last);
  return fitting.length === 1 ? fitting[0] : null;
}

function dayOfIso(iso) {
  const day = /^\d{4}-\d\d-\d\d$/.test(iso) ? dayOf(iso) : NaN;
  return Number.isFinite(day) && isoOf(day) === iso ? day : null;
}

function partsOf(day) {
  const date = new Date(day * DAY_MS);
  return { day: date.getUTCDate(), month: date.getUTCMonth(), year: date.getUTCFullYear() };
}

/** A range of days as readers write it, "1–5 July 2021"; null for an end without a bound. */
export function daysInWords(first, last) {
  const [a, b] = [first, last].map((day) => (day === null ? null : partsOf(day)));
  const full = (part) => `${part.day} ${say(`month.${part.month + 1}`)} ${part.year}`;
  if (!a && !b) return say("timeline.days.all");
  if (!a) return say("timeline.days.up_to", { day: full(b) });
  if (!b) return say("timeline.days.from", { day: full(a) });
  if (first === last) return full(a);
  if (a.year !== b.year) return `${full(a)} – ${full(b)}`;
  if (a.month !== b.month) return `${a.day} ${say(`month.${a.month + 1}`)} – ${full(b)}`;
  return `${a.day}–${full(b)}`;
}

/**
 * An axis of whole days, each a slot of one width.
 * @param {number} origin the first day
 * @param {number} length how many days
 * @param {number} width pixels
 */
export function createScale(origin, length, width) {
  const slot = width / length;
  return {
    origin, length, width, slot,
    left: (offset) => offset * slot,
    right: (offset) => (offset + 1) * slot,
    middle: (offset) => (offset + 0.5) * slot,
  };
}

/**
 * The ticks that an axis has room for, in one or two lines: days over months, months over
 * years, or years alone. In one line the first tick of a month or a year names that, too.
 * @param {object} scale of createScale
 * @param {boolean} [isOneLine]
 * @returns {{ticks: {at: number, label: string}[], spans: {from: number, label: string}[]}}
 *   `at` and `from` as offsets in days
 */
export function ticksOf(scale, isOneLine = false) {
  // Half of a longer label reaches to each side: "27 Jun" for "27", "Oct 2021" for "Oct".
  const more = (letters) => (isOneLine ? letters / 2 * DIGIT : 0);
  const day = STEPS.day.find((step) => step * scale.slot >= 2 * DIGIT + GAP + more(4));
  if (day) return lined(scale, dayTicks(scale, day), "month", isOneLine);
  const month = STEPS.month.find((step) => step * 30 * scale.slot >= 4 * DIGIT + GAP + more(4));
  if (month) return lined(scale, monthTicks(scale, month), "year", isOneLine);
  const year = STEPS.year.find((step) => step * 365 * scale.slot >= 4 * DIGIT + GAP) ?? 1000;
  return { ticks: yearTicks(scale, year), spans: [] };
}

/** Ticks over the months or years that they lie in, or with those in the same line. */
function lined(scale, ticks, unit, isOneLine) {
  if (!isOneLine) return { ticks, spans: spansOf(scale, unit) };
  let before = null;
  return {
    spans: [],
    ticks: ticks.map(({ at, label }) => {
      const { month, year } = partsOf(scale.origin + at);
      const span = unit === "month" ? month : year;
      if (span === before) return { at, label };
      before = span;
      const words = unit === "month" ? say("when.day", { day: label, month: say(`month_short.${month + 1}`) }) : say("when.with_year", { words: label, year: String(year) });
      return { at, label: words };
    }),
  };
}

function dayTicks(scale, step) {
  // Weeks begin on a Monday; 5 January 1970 was one.
  const from = step % 7 ? 0 : (((5 - 1 - scale.origin) % 7) + 7) % 7;
  const ticks = [];
  for (let at = from; at < scale.length; at += step) {
    ticks.push({ at, label: String(partsOf(scale.origin + at).day) });
  }
  return ticks;
}

function monthTicks(scale, step) {
  return starts(scale, (part) => part.day === 1 && part.month % step === 0)
    .map(({ at, part }) => ({ at, label: say(`month_short.${part.month + 1}`) }));
}

function yearTicks(scale, step) {
  return starts(scale, (part) => part.day === 1 && part.month === 0 && part.year % step === 0)
    .map(({ at, part }) => ({ at, label: String(part.year) }));
}

/** The months or years under the ticks, where each one's name has room. */
function spansOf(scale, unit) {
  const begins = [{ at: 0, part: partsOf(scale.origin) },
    ...starts(scale, (part) => part.day === 1 && (unit === "month" || part.month === 0))
      .filter(({ at }) => at > 0)];
  let year = null;
  return begins.flatMap(({ at, part }, i) => {
    const room = (begins[i + 1]?.at ?? scale.length) * scale.slot - at * scale.slot - GAP;
    const names = unit === "year" ? [String(part.year)] : monthNames(part, part.year !== year);
    const label = names.find((name) => name.length * DIGIT <= room);
    if (!label) return [];
    if (label.endsWith(String(part.year))) year = part.year;
    return [{ from: at, label }];
  });
}

function monthNames({ month, year }, withYear) {
  const [name, short] = [say(`month.${month + 1}`), say(`month_short.${month + 1}`)];
  return [...(withYear ? [`${name} ${year}`, `${short} ${year}`] : []), name, short];
}

/** First days of months that a rule takes. */
function starts(scale, rule) {
  const found = [];
  let { month, year } = partsOf(scale.origin);
  for (;;) {
    const at = Date.UTC(year, month, 1) / DAY_MS - scale.origin;
    if (at >= scale.length) return found;
    const part = partsOf(scale.origin + at);
    if (at >= 0 && rule(part)) found.push({ at, part });
    month += 1;
  }
}
