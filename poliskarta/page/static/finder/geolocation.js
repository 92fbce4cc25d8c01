/** @type {Record<number, string>} */
const REASONS = { 1: "refused", 2: "unavailable", 3: "timeout" };
const PATIENCE = { enableHighAccuracy: true, timeout: 10000, maximumAge: 60000 };

/**
 * Ask the device where it is: `found` is told {lat, lon, accuracy}, `failed` why not: refused,
 * unavailable, timeout, or missing where the browser can't say. Nothing leaves the device.
 * @param {(point: Point & { accuracy: number }) => void} found
 * @param {(reason: string) => void} failed
 */
export function askPosition(found, failed) {
  if (!navigator.geolocation) return failed("missing");
  return navigator.geolocation.getCurrentPosition(
    ({ coords }) => found({ lat: coords.latitude, lon: coords.longitude, accuracy: coords.accuracy }),
    ({ code }) => failed(REASONS[code] ?? "unavailable"),
    PATIENCE,
  );
}
