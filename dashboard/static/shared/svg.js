/** SVG elements from plain values: attributes and text nodes only, never markup. */

const NAMESPACE = "http://www.w3.org/2000/svg";

/**
 * Make an SVG element.
 * @param {string} tag
 * @param {Object<string, string|number|null>} attributes null and undefined are left out
 * @param {...Node} children
 * @returns {SVGElement}
 */
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS(NAMESPACE, tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...children.filter(Boolean));
  return element;
}

/** A number as SVG writes it, to a hundredth of a pixel. */
export function round(number) {
  return Math.round(number * 100) / 100;
}

/**
 * A line of text with a halo.
 * @param {string} words
 * @param {{x: number, y: number, font: object, fill: string, halo: string|null,
 *   haloWidth?: number, anchor?: string}} look
 * @returns {SVGTextElement}
 */
export function textLine(words, look) {
  const element = svg("text", {
    x: round(look.x), y: round(look.y), fill: look.fill, "text-anchor": look.anchor,
    ...fontAttributes(look.font), ...haloAttributes(look),
  });
  element.textContent = words;
  return element;
}

/** Presentation attributes of a font of style.js. */
export function fontAttributes(font) {
  return {
    "font-family": font.family, "font-size": font.size, "font-weight": font.weight,
    "font-style": font.style === "normal" ? null : font.style,
    "letter-spacing": font.spacing || null,
  };
}

/** Presentation attributes of a halo, or none. */
export function haloAttributes({ halo, haloWidth = 3 }) {
  if (!halo) return {};
  return {
    stroke: halo, "stroke-width": haloWidth, "stroke-linejoin": "round", "paint-order": "stroke",
  };
}
