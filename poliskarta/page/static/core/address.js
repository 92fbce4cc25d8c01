/** What the address says, also where it can't be changed: in a frame from `srcdoc`, or a sandbox. */
let current = location.hash.slice(1);

/** Return the fragment of the address, or what it would be if it could be changed. */
export const readFragment = () => current;

/**
 * Put `fragment` into the address, as a step that Back undoes if it `isStep`.
 * @param {string} fragment
 * @param {boolean} isStep
 */
export function writeFragment(fragment, isStep) {
  if (fragment === current) return;
  current = fragment;
  try {
    history[isStep ? "pushState" : "replaceState"](null, "", `#${fragment}`);
  } catch {
    // Such frames have no address of their own; all else works without one.
  }
}

/**
 * Call `follow` whenever the reader has changed the fragment.
 * @param {() => void} follow
 */
export function listenToAddress(follow) {
  addEventListener("hashchange", () => {
    current = location.hash.slice(1);
    follow();
  });
}
