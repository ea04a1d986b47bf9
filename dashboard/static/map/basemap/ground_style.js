/**
 * How a vector extract is drawn, in Panj's colours: the layers of Protomaps' basemap, quieter than
 * the events above it. Borders and names are none of it: Panj's own stand on every ground.
 */

import { atZoom } from "../../shared/theme.js";

/** The layers of an extract that are drawn. */
export const DRAWN = ["earth", "landuse", "water", "roads", "buildings"];

const BUILT = new Set(["residential", "industrial", "commercial", "urban_area"]);
const GREEN = new Set(["forest", "wood", "park", "national_park", "nature_reserve", "protected_area"]);
const RIVERS = { 6: 0.7, 9: 1.4, 13: 3 };
const ROADS = {
  highway: { width: { 6: 0.9, 9: 1.6, 13: 5 }, from: 5 },
  major_road: { width: { 7: 0.5, 9: 1.1, 13: 3.4 }, from: 7 },
  minor_road: { width: { 11: 0.5, 13: 1.4 }, from: 11 },
  rail: { width: { 8: 0.6, 13: 1.2 }, from: 8, dash: [5, 3] },
};

/**
 * The rules by which protomaps-leaflet paints an extract.
 * @param {object} library protomaps-leaflet
 * @param {object} colours of the theme
 */
export function rulesOf({ PolygonSymbolizer, LineSymbolizer }, colours) {
  const area = (dataLayer, fill, opacity, filter) => (
    { dataLayer, symbolizer: new PolygonSymbolizer({ fill, opacity }), filter });
  const isOf = (kinds) => (_, { props }) => kinds.has(props.kind);
  const isArea = (_, { geomType }) => geomType === POLYGON;
  return [
    area("earth", colours.land, 1, isArea),
    area("landuse", colours.neighbour, 0.8, isOf(BUILT)),
    area("landuse", colours.lake, 0.16, isOf(GREEN)),
    area("water", colours.lake, 1, isArea),
    {
      dataLayer: "water",
      symbolizer: new LineSymbolizer({ color: colours.river, width: (zoom) => atZoom(RIVERS, zoom) }),
      filter: (_, { geomType }) => geomType === LINE,
    },
    { ...area("buildings", colours.neighbour, 1), minzoom: 12 },
    ...Object.entries(ROADS).map(([kind, { width, from, dash }]) => ({
      dataLayer: "roads", minzoom: from,
      symbolizer: new LineSymbolizer({ color: colours.outline, opacity: 0.75, width: (zoom) => atZoom(width, zoom), dash }),
      filter: isOf(new Set([kind])),
    })),
  ];
}

/** Of vector tiles. */
const [LINE, POLYGON] = [2, 3];
