import { findAll } from "./dom.js";
import { map } from "./folium.js";

const MARKER_PX = 26;
const OVER_THE_MAP = ".map-area > :is(.legend, .attribution, .map-note, .sheet), .map-tools > *, .leaflet-control, .crowd";
const sizes = new WeakMap();

/** Return the part of the map that is seen, as a box where markers and names have theirs. */
export function viewOfMap() {
  const [{ x, y }, size] = [map.containerPointToLayerPoint([0, 0]), map.getSize()];
  return { x, y, w: size.x, h: size.y };
}

/** Return the boxes of all that lies over the map. */
export function controls({ x, y }) {
  const origin = map.getContainer().getBoundingClientRect();
  return findAll(OVER_THE_MAP).map((element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return { x: left - origin.left + x, y: top - origin.top + y, w: width, h: height };
  });
}

/** A box that is always taken. */
export const NOWHERE = { x: -1e6, y: -1e6, w: 1, h: 1 };

/** Return `candidate` with the boxes taken that the edge of the map would cut. */
export const within = ({ boxes }, view) => ({ boxes: boxes.map((box) => (isWithin(box, view) ? box : NOWHERE)) });

const isWithin = (box, view) => box.x >= view.x && box.y >= view.y && box.x + box.w <= view.x + view.w && box.y + box.h <= view.y + view.h;

/** Return how wide and high a name is; measured once, since measuring makes the browser lay out. */
export function sizeOf(element) {
  if (!sizes.has(element)) sizes.set(element, [element.offsetWidth, element.offsetHeight]);
  return sizes.get(element);
}

/** Return the room that a marker takes. */
export function markerSpot({ marker, button }) {
  const { x, y } = map.latLngToLayerPoint(marker.getLatLng());
  const dx = Number.parseFloat(button.style.marginLeft || "-16") + 16;
  const dy = Number.parseFloat(button.style.marginTop || "-16") + 16;
  return { x: x + dx - MARKER_PX / 2, y: y + dy - MARKER_PX / 2, w: MARKER_PX, h: MARKER_PX };
}

/** An office's name stands to the right of its marker, or else to the left. */
export function officeCandidate({ button }, spot) {
  const [w, h] = sizeOf(button.lastElementChild);
  const y = spot.y + (spot.h - h) / 2;
  const boxes = [{ x: spot.x + spot.w + 2, y, w, h }, { x: spot.x - w - 2, y, w, h }];
  return {
    boxes,
    show: (side) => {
      button.classList.add("labelled");
      button.classList.toggle("label-left", side === 1);
    },
  };
}

/** A name stands in the middle of what it names, a row or two off, or moved in from the edge. */
export function nameCandidate({ element, text, points }, view) {
  const [w, h] = sizeOf(element);
  const rows = [0, -1, 1, -2, 2];
  const seen = points.map((point) => map.latLngToLayerPoint(point)).filter(({ x, y }) => isWithin({ x, y, w: 0, h: 0 }, view));
  const left = (x) => Math.min(Math.max(x - w / 2, view.x), view.x + view.w - w);
  const boxes = seen.flatMap(({ x, y }) => rows.map((row) => ({ x: left(x), y: y - h / 2 + row * h, w, h })));
  return {
    boxes,
    show: (_, box, said) => {
      if (said.has(text)) return; // a district named after its municipality
      said.add(text);
      element.hidden = false;
      L.DomUtil.setPosition(element, L.point(box.x, box.y).round());
    },
  };
}
