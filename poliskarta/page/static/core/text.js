const rules = new Map();
/** A letter of a script that is written from left to right. */
const FROM_LEFT = /(?![\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}])\p{L}/u;

/**
 * Return `text` apart from the words around it, which run from right to left, if it runs otherwise.
 * @param {string} text
 */
export const isolate = (text) => (FROM_LEFT.test(text) ? `\u2068${text}\u2069` : text);

/**
 * Return `text` as it is compared: no accents, no case, single spaces, no punctuation.
 * @param {string} text
 */
export function fold(text) {
  const bare = text.normalize("NFD").replace(/\p{M}/gu, "");
  return bare.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

/**
 * Return `message` with each `{name}` replaced by the value of that name.
 * @param {string} message
 * @param {Record<string, unknown>} values
 */
export function fill(message, values) {
  return message.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

/**
 * Return the message of `key`: of its `.one` and `.other` forms the one that `count` asks for.
 * @param {Record<string, string>} messages
 * @param {string} key
 * @param {unknown} count
 * @param {string} language
 */
export function chooseMessage(messages, key, count, language) {
  if (count !== undefined && `${key}.other` in messages) {
    if (!rules.has(language)) rules.set(language, new Intl.PluralRules(language));
    const form = rules.get(language).select(count);
    return messages[`${key}.${form}`] ?? messages[`${key}.other`];
  }
  return messages[key];
}
