/**
 * Settings of Bottlerocket by their whole name, `settings.kubernetes.max-pods`, with their values as they are written. As much
 * of TOML as people use for settings: tables, dotted and quoted keys, texts over several lines (which are skipped).
 */
export function tomlSettings(toml: string): ReadonlyMap<string, string> {
  const settings = new Map<string, string>();
  let table: string | undefined = '';
  let closing: string | undefined;
  for (const line of toml.split('\n').map((each) => each.trim())) {
    if (closing !== undefined) {
      if (line.includes(closing)) closing = undefined;
    } else if (line.startsWith('[')) {
      // `[[…]]` is a list of tables, in which nothing stands that is asked for.
      table = /^\[([^[\]]+)\]/.exec(line)?.[1];
    } else if (!line.startsWith('#') && line.includes('=')) {
      const equals = line.indexOf('=');
      const value = line.slice(equals + 1).trim();
      closing = ['"""', "'''"].find((quotes) => value.startsWith(quotes) && !value.slice(3).includes(quotes));
      if (table !== undefined) settings.set(keyOf(`${table}.${line.slice(0, equals)}`), value);
    }
  }
  return settings;
}

function keyOf(written: string): string {
  const words = written.split('.').map((word) => word.trim().replaceAll(/^["']|["']$/g, ''));
  return words.filter((word) => word !== '').join('.');
}
