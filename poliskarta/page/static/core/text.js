const rules = new Map();

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
