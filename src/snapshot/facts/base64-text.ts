const decoder = new TextDecoder('utf-8', { fatal: true });

/** The text that base64 stands for; undefined for what is no base64 and for bytes that are no text, as of a packed file. */
export function decodeBase64(encoded: string): string | undefined {
  const digits = encoded.replaceAll(/\s/g, '');
  if (digits.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(digits)) return undefined;
  try {
    return decoder.decode(Buffer.from(digits, 'base64'));
  } catch {
    return undefined;
  }
}
