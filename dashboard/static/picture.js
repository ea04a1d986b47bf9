/**
 * A picture of the map for a page of print or a message: the drawing, its title, its key, what
 * was left out, the scale and the credits, as a PNG of twice the size.
 */

import { keyOf } from "./key.js";
import { drawPage, planPage } from "./picturepage.js";
import { pose } from "./pose.js";
import { palette } from "./style.js";
import { svg } from "./svg.js";

const PIXELS = 2;

/**
 * Make a picture.
 * @param {object} L Leaflet
 * @param {{map: object, layer: object}} view of the page
 * @param {object} options of createMap, with the state to draw; where its view is null, the
 *   picture shows the whole border, else what the page shows
 * @param {{width: number, height: number, words: object}} asked `words`: title, filters, counts,
 *   origin, address
 * @returns {Promise<Blob>}
 */
export async function makePicture(L, view, options, asked) {
  return rastered(await drawPicture(L, view, options, asked), asked);
}

/** Draw a picture; what `makePicture` makes pixels of. */
export async function drawPicture(L, { map, layer }, options, { width, height, words }) {
  const colours = palette("light");
  const { answer } = layer.layout();
  const plan = planPage({ width, height }, { ...words, credits: options.credits },
    keyOf(answer.marks, colours, [...answer.cells, ...answer.areas ?? []]));
  const open = layer.marks().includes(options.state.selected) ? options.state.selected : null;
  const posed = await pose(L, { ...options, state: { ...options.state, selected: open } }, {
    bounds: options.state.view && map.getBounds(), size: plan.map, reserved: [plan.scale],
  });
  try {
    return drawPage(plan, posed, colours);
  } finally {
    posed.release();
  }
}

/** A drawing as a PNG of twice its size. */
async function rastered(drawing, { width, height }) {
  const whole = svg("svg", {
    width: width * PIXELS, height: height * PIXELS, viewBox: `0 0 ${width} ${height}`,
  }, drawing);
  const text = new XMLSerializer().serializeToString(whole);
  const address = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: width * PIXELS, height: height * PIXELS });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture came out"))));
    });
  } finally {
    URL.revokeObjectURL(address);
  }
}
