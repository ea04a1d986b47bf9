/**
 * Every strength, width and size of the drawn map. The colours come from Python
 * (dashboard/assets/palette.py, and the families' from events/model/vocabulary.py).
 *
 * Lengths are in CSS pixels; widths that grow with the zoom are tables of
 * zoom -> value, read between their entries with {@link atZoom}.
 */

const SANS = '"Source Sans 3", "Source Sans Pro", "Noto Sans", system-ui, sans-serif';
const SERIF = '"Noto Serif", "Source Serif 4", Georgia, serif';

const STRENGTHS = {
  light: { reliefStrength: 1, bandOpacity: 0.3, hatchOpacity: 0.5, dotOpacity: 0.6, casingOpacity: 0.75, blurOpacity: 0.16, tintOpacity: 0.7 },
  dark: { reliefStrength: 1, bandOpacity: 0.3, hatchOpacity: 0.55, dotOpacity: 0.75, casingOpacity: 0.55, blurOpacity: 0.24, tintOpacity: 0.75 },
};

const { colours, families } = globalThis.panjTables;
const THEMES = Object.fromEntries(["light", "dark"].map((theme) => [theme, {
  ...colours[theme], ...STRENGTHS[theme],
  families: Object.fromEntries(Object.entries(families).map(([name, family]) => [name, family[theme]])),
}]));

/**
 * The colours of a theme.
 * @param {"light"|"dark"} theme
 * @returns {object} colours by name, `families` by the family's, and strengths
 */
export function palette(theme) {
  return theme === "dark" ? THEMES.dark : THEMES.light;
}

/** Colour of an event's family; an unknown family is drawn as context. */
export function familyColour(colours, family) {
  return Object.hasOwn(colours.families, family)
    ? colours.families[family]
    : colours.families.Context;
}

/** Widths in pixels by zoom. */
export const WIDTHS = {
  river: { 5: 0.8, 6: 1, 7: 1.3, 8: 1.7, 9: 2.2, 11: 2.8 },
  borderRiver: { 5: 1.7, 6: 2.2, 7: 3, 8: 3.8, 9: 5, 11: 6.5 },
  border: { 5: 1.3, 6: 1.4, 7: 1.6, 8: 1.9, 9: 2.1, 11: 2.5 },
  band: { 5: 10, 6: 13, 7: 17, 8: 20, 9: 24, 11: 28 },
  outline: { 5: 0.9, 6: 1, 7: 1.3, 11: 1.6 },
  province: { 5: 0.6, 6: 0.7, 7: 0.9, 11: 1.1 },
  regionDots: { 7: 1, 9: 0.55 },
  relief: { 5: 0.6, 6: 0.6, 7: 0.7, 8: 0.5, 9: 0.28, 11: 0.15 },
};

/** Width of a border's band at a zoom, in pixels. */
export function bandWidth(zoom) {
  return atZoom(WIDTHS.band, zoom);
}

/** Border dashes: a line and a dot. */
export const BORDER_DASH = "9 3 1.5 3";
export const BORDER_DASH_SMALL = "6 2.5 1.2 2.5";

/** The two countries that the map is about. */
export const FOCUS_COUNTRIES = new Set(["AFG", "TJK"]);

/** Mark sizes. */
export const MARK = { size: 22, pitch: 26, minRing: 17, target: 24, plateGlyph: 20 };

/** Plates and point labels are full from this zoom on, up to this many marks in view. */
export const FULL = { zoom: 6.6, marks: 12 };

/** Lowest zoom at which a place of a rank (1 = largest) is named. */
export const PLACE_ZOOM = { 1: 5, 2: 6.6, 3: 7, 4: 7.5, 5: 8.25, 6: 9 };
export const PROVINCE_ZOOM = 6.6;
export const DISTRICT_ZOOM = 8;
export const MINOR_RIVER_ZOOM = 6.6;
export const CROSSING_ZOOM = 8;

/**
 * A value of a zoom table, read linearly between its entries.
 * @param {Object<number, number>} table
 * @param {number} zoom
 */
export function atZoom(table, zoom) {
  const steps = Object.keys(table).map(Number).sort((a, b) => a - b);
  if (zoom <= steps[0]) return table[steps[0]];
  for (let i = 1; i < steps.length; i += 1) {
    if (zoom > steps[i]) continue;
    const share = (zoom - steps[i - 1]) / (steps[i] - steps[i - 1]);
    return table[steps[i - 1]] + share * (table[steps[i]] - table[steps[i - 1]]);
  }
  return table[steps.at(-1)];
}

const sans = (size, weight = 400, spacing = 0) => ({
  family: SANS, size, weight, spacing, style: "normal",
});

/** Text styles that do not change with the zoom. */
export const FONTS = {
  title: sans(12.5, 600),
  found: sans(15, 700),
  event: sans(12),
  sub: sans(11.5),
  more: sans(12, 600),
  cell: sans(12.5, 600),
  neighbour: sans(12.5, 600, 3.2),
  crossing: sans(11),
};

/** Font of a focus country's name at a zoom. */
export function countryFont(zoom) {
  return sans(zoom < 6.6 ? 15 : 17, 600, zoom < 6.6 ? 4 : 7);
}

/** Font of a province's name at a zoom. */
export function provinceFont(zoom) {
  return sans(zoom < 8 ? 10.5 : 11.5, 400, zoom < 8 ? 1.3 : 2);
}

/** Font of a river's name. */
export function riverFont(rank) {
  const size = rank === "minor" ? 12.5 : 13.5;
  return { family: SERIF, size, weight: 400, spacing: 1.8, style: "italic" };
}

/** Font of a place's name by rank; beyond the two countries it is quieter. */
export function placeFont(rank, focus = true) {
  if (!focus) return sans(rank <= 1 ? 12.5 : 11.5);
  if (rank <= 1) return sans(13.5, 600);
  if (rank === 2) return sans(12.5);
  return sans(rank <= 4 ? 12 : 11.5);
}

/**
 * Hand the theme's colours to the style sheet as custom properties.
 * @param {HTMLElement} container
 * @param {"light"|"dark"} theme
 */
export function applyTheme(container, theme) {
  const colours = palette(theme);
  container.dataset.theme = theme;
  for (const name of ["land", "neighbour", "sea", "page", "text", "muted", "rule", "accent", "focus"]) {
    container.style.setProperty(`--panj-${name}`, colours[name]);
  }
}
