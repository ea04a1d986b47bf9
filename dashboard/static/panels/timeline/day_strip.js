// The strip of days: the events' bars packed into lanes, or bins, with the two handles on them.
import { el } from "../../shared/dom.js";
import { DAGGER, drawChart, drawDays, drawFrame } from "./chart.js";
import { createHandles } from "./handles.js";
import { createScale, dayOf } from "./time_axis.js";

const LOW = 80; // pixels: a lower chart has one line of days and no words above
const LANE = { most: 16, gap: 3 };
/** What the chart is drawn of; where only the chosen days change, it stays. */
const CHART = ["first", "length", "bins", "rows", "selected", "account", "published", "theme"];
const REACH = 12; // pixels between a pointer and the bar that it means

/**
 * @param {{move: (days: [number, number], how: {passing: boolean}) => void, choose: (id: string) => void}} act
 */
export function createDayStrip({ move, choose }) {
  const handles = createHandles((days, how) => {
    if (drawn) drawDays(drawn, scale, days, frame);
    move(days, how);
  });
  const hint = el("p", { class: "strip-hint", "aria-hidden": "true", hidden: true });
  const node = el("div", { class: "chart strip-chart", onpointermove: point, onpointerleave: () => { hint.hidden = true; }, onclick: open },
    ...handles.nodes, hint);
  let [data, drawn, scale, frame, size] = [null, null, null, null, ""];

  function draw(next, playing) {
    const isSame = drawn && CHART.every((name) => next[name] === data[name]);
    data = next;
    const [whole, high] = [node.clientWidth, node.clientHeight];
    if (!whole || !high) return;
    if (isSame && size === `${whole} ${high}`) drawDays(drawn, scale, data.range, frame);
    else drawAnew(whole, high);
    drawFrame(drawn, scale, playing, frame);
    const { top, height } = frame;
    handles.place({ scale, days: data.range ?? [0, data.length - 1], top, height: height - top, step: data.step });
  }

  function drawAnew(whole, high) {
    size = `${whole} ${high}`;
    const gutter = handles.nodes[0].offsetWidth + 2; // room for a handle at each end of the days
    scale = { ...createScale(dayOf(data.first), data.length, whole - 2 * gutter), from: gutter };
    const low = high < LOW;
    const [top, axis] = low ? [4, 18] : [17, 36];
    const height = high - axis;
    const { lanes, count } = packed(data.rows, scale);
    const pitch = Math.min(LANE.most, (height - top - 3) / Math.max(count, 1));
    frame = {
      top, axis, height, beside: false, bar: Math.max(2, pitch - LANE.gap),
      tops: lanes.map((lane) => top + 2 + (lane + 0.5) * pitch),
    };
    drawn?.remove();
    drawn = drawChart(data, scale, frame);
    drawn.style.left = `${gutter}px`;
    node.prepend(drawn);
  }

  /** The event whose bar a pointer means, or null. */
  function meant({ clientX, clientY }) {
    if (!frame) return null;
    const box = node.getBoundingClientRect();
    const [x, y] = [clientX - box.left - scale.from, clientY - box.top];
    const near = data.rows.map((event, i) => ({ event, away: Math.abs(frame.tops[i] - y) }))
      .filter(({ event, away }) => away <= REACH && x >= scale.left(event.first ?? 0) - 4 && x <= scale.right(event.last ?? data.length - 1) + 4);
    return near.sort((a, b) => a.away - b.away)[0]?.event ?? null;
  }

  function point(moved) {
    const isTouch = moved.pointerType === "touch"; // a finger lies on the hint, and opens what it would name
    const event = isTouch || handles.isHeld() || moved.target.closest(".handle") ? null : meant(moved);
    node.style.cursor = event ? "pointer" : "";
    hint.hidden = !event;
    if (!event) return;
    hint.textContent = event.title;
    const box = node.getBoundingClientRect();
    hint.style.left = `${Math.min(Math.max(moved.clientX - box.left, 60), box.width - 60)}px`;
  }

  function open(click) {
    const event = click.target.closest(".handle") ? null : meant(click);
    if (event) choose(event.id);
  }

  return {
    node, draw,
    isHeld: handles.isHeld,
    mark: (playing) => drawn && drawFrame(drawn, scale, playing, frame),
  };
}

/** A lane for each event, so that no two bars of a lane meet. */
function packed(rows, scale) {
  const ends = [];
  const lanes = rows.map(({ first, last, external }) => {
    const from = first === null ? 0 : scale.left(first);
    const free = ends.findIndex((end) => end + LANE.gap <= from);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = last === null ? Infinity : scale.right(last) + (external ? DAGGER : 0);
    return lane;
  });
  return { lanes, count: ends.length };
}
