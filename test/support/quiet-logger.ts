import type { Logger } from '../../src/runtime/logger.ts';

export interface LoggedLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly fields: object;
  readonly message: string;
}

/** Keeps lines instead of writing them. */
export function quietLogger(lines: LoggedLine[] = []): Logger & { readonly lines: readonly LoggedLine[] } {
  const log = (level: LoggedLine['level']) => (fields: object, message: string) =>
    void lines.push({ level, fields, message });
  return {
    debug: log('debug'),
    info: log('info'),
    warn: log('warn'),
    error: log('error'),
    child: () => quietLogger(lines),
    lines,
  };
}
