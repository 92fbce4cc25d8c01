// The rule of csv_tables.py: what a spreadsheet would run gets an apostrophe in front. It stands here
// again since regular expressions of Python and JavaScript differ; a test compares what they do.
const AT_START = /^(?=["\s]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])/;
const WITHIN = /([;\t\r\n])(?=["\s]*[=+\-@\uff1d\uff0b\uff0d\uff20])/g;
const QUOTED = /[",\r\n]/;

/**
 * Return `text` with an apostrophe before what a spreadsheet would run as a formula.
 * @param {string} text
 */
export const safeText = (text) => text.replace(AT_START, "'").replace(WITHIN, "$1'");

/**
 * Return rows of texts and numbers as CSV: commas, LF; numbers as they are.
 * @param {unknown[][]} rows
 */
export const writeCsv = (rows) => rows.map((row) => `${row.map(writeCell).join(",")}\n`).join("");

/** @param {unknown} value */
function writeCell(value) {
  const text = typeof value === "string" ? safeText(value) : String(value ?? "");
  return QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
