/** Cuts to at most `most` UTF-16 units, never between the two halves of a character: the API server would replace a half. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/u, '')}…`;
}
