import { formatTrial, parseTrial } from "./what-if-trial.js";

const PLAIN_MAP = { office: undefined, district: undefined, query: "", hiddenKinds: [], area: "", certainty: "", time: "", panel: "map" };

/**
 * Return the steps of a trial, which the store keeps as a text, undefined while there is none.
 * What is not `isKnown` or not `isOn` the map is left out of it.
 */
export function makeSteps(store, isKnown, isOn) {
  const past = [];
  let closed = "";
  const keep = (trial, changes = {}) => store.update({ ...changes, trial, from: "trial" });
  return {
    isOpen: () => store.get().trial !== undefined,
    now: () => parseTrial(store.get().trial ?? "", isKnown, isOn),
    canUndo: () => past.length > 0,
    take(trial) {
      past.push(store.get().trial);
      keep(formatTrial(trial));
    },
    undo: () => keep(past.pop()),
    open: () => keep(closed, PLAIN_MAP),
    close() {
      closed = store.get().trial;
      keep(undefined);
    },
  };
}
