const BEGINNING = ',"managedFields":[';

/** Of Services: that somebody wrote them tells them from what the API server filled in. Kept by name alone. */
const WORTH_KEEPING = ['"f:clusterIP"', '"f:ipFamilies"'];

/**
 * The text of an event without `metadata.managedFields`, of which two names are read and which take a third of the time to
 * parse. Undefined where there are none to cut off. Parse the whole text where this one is no JSON.
 *
 * A quote after a comma is never inside a string, so what is found is a member. The first bracket after it is its end, or
 * that of a list in it, or stands in a name: then what is left lacks a bracket or a quote, and is no JSON.
 */
export function withoutManagedFields(text: string): string | undefined {
  const from = text.indexOf(BEGINNING);
  if (from < 0) return undefined;
  const end = text.indexOf(']', from + BEGINNING.length);
  if (end < 0) return undefined;
  const cut = text.slice(from, end);
  const kept = WORTH_KEEPING.filter((field) => cut.includes(field)).join();
  return text.slice(0, from) + (kept === '' ? '' : `${BEGINNING}${kept}]`) + text.slice(end + 1);
}
