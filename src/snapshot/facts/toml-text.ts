import { parse } from 'smol-toml';

/** What TOML that somebody else wrote says; undefined where it is none. Never throws. */
export function parseToml(toml: string): unknown {
  try {
    return parse(toml);
  } catch {
    return undefined;
  }
}
