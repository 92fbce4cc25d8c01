const NUMBER = "(\\d{1,3}(?:[.,]\\d+)?)";
const ANGLE = `([-−+]?)${NUMBER}\\s*(°?)\\s*(?:${NUMBER}\\s*['′’]\\s*)?(?:${NUMBER}\\s*(?:["″”]|''|′′)\\s*)?`;
/** West and east as they are shortened in the languages of Europe: W, V, E, Ö, O. */
const WIND = "([NSWVEÖO])";
const HALF = `(?:${WIND}\\s*${ANGLE}|${ANGLE}${WIND}?)`;
const POINT = new RegExp(`^(?:geo:)?\\s*${HALF}[\\s,;/]*${HALF}(?:\\?.*)?$`, "iu");
const ANGLE_GROUPS = 5;
const HALF_GROUPS = 2 * (ANGLE_GROUPS + 1);

/**
 * Return the point that a text gives by coordinates, latitude first unless its letters say
 * otherwise: `59.33, 18.06`, `59,33 18,06`, `59°20′N 18°4′E`. Undefined when it gives none; whole
 * numbers without sign or letter may be anything.
 * @param {string} text
 * @returns {Point | undefined}
 */
export function parseCoordinates(text) {
  const found = POINT.exec(text.trim());
  if (!found) return undefined;
  const halves = [found.slice(1, 1 + HALF_GROUPS), found.slice(1 + HALF_GROUPS)].map(readHalf);
  if (halves.some(({ isAngle }) => !isAngle)) return undefined;
  const isTurned = /[WVEÖO]/.test(halves[0].wind) || /[NS]/.test(halves[1].wind);
  const [{ degrees: lat }, { degrees: lon }] = isTurned ? [halves[1], halves[0]] : halves;
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lat, lon } : undefined;
}

/** @param {(string | undefined)[]} groups */
function readHalf(groups) {
  const isBefore = groups[0] !== undefined;
  const [sign, whole = "", degree, minutes = "0", seconds = "0"] = groups.slice(isBefore ? 1 : ANGLE_GROUPS + 1);
  const wind = ((isBefore ? groups[0] : groups[HALF_GROUPS - 1]) ?? "").toUpperCase();
  const [d, m, s] = [whole, minutes, seconds].map((number) => Number(number.replace(",", ".")));
  const size = d + m / 60 + s / 3600;
  const isBackwards = /[-−]/.test(sign ?? "") || /[SWV]/.test(wind);
  return { wind, degrees: isBackwards ? -size : size, isAngle: Boolean(degree || wind) || /[.,]/.test(whole) };
}
