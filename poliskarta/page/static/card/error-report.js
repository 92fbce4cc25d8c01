/**
 * Return the address of a mail about an error: to the contact called `report` when there is one
 * with a mail address, to nobody yet otherwise. Other contacts answer for the police, not the map.
 * @param {Contact[]} contacts
 * @param {string} subject
 * @param {string} body
 */
export function reportAddress(contacts, subject, body) {
  const known = contacts.find(({ id, href }) => id === "report" && href.startsWith("mailto:"));
  const to = known ? known.href.split("?")[0] : "mailto:";
  return `${to}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`;
}
