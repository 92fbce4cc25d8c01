/**
 * Return a store: what the reader has chosen, and who wants to know of it.
 * `update` tells each listener the new state and the one before.
 * @template {object} S
 * @param {S} initial
 * @returns {StoreOf<S>}
 */
export function makeStore(initial) {
  let state = Object.freeze({ ...initial });
  /** @type {Listener<S>[]} */
  const listeners = [];
  return {
    get: () => state,
    listen: (listener) => listeners.push(listener),
    update(changes) {
      const before = state;
      state = Object.freeze({ ...state, ...changes });
      for (const listener of listeners) listener(state, before);
    },
  };
}
