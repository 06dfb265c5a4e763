import { parseDocument, visit } from 'yaml';

/**
 * What YAML that somebody else wrote says; undefined where it is none. Aliases are refused: a few that contain themselves keep
 * the library counting for ever. Never throws.
 */
export function parseYaml(yaml: string): unknown {
  try {
    const document = parseDocument(yaml, { logLevel: 'error' });
    let aliases = 0;
    visit(document, { Alias: () => void (aliases += 1) });
    return document.errors.length + aliases > 0 ? undefined : document.toJS();
  } catch {
    return undefined;
  }
}
