import { destination, pino, stdSerializers, stdTimeFunctions, type DestinationStream } from 'pino';

/** What the rest of the code may log with: fields first, then one sentence. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(fields: object): Logger;
}

export interface LoggerOptions {
  readonly level: string;
  /** Told the size of every line that was dropped because nobody reads stdout. */
  readonly onDrop?: (bytes: number) => void;
  /** Where lines go; stdout when absent. */
  readonly destination?: DestinationStream;
}

/** Beyond this many unwritten bytes lines are dropped, so that a blocked reader costs neither memory nor the event loop. */
const MAX_BUFFERED_BYTES = 1024 * 1024;

const SECRETS = [
  'token',
  'authorization',
  'headers.authorization',
  '*.token',
  '*.authorization',
  '*.headers.authorization',
];

function stdout(onDrop?: (bytes: number) => void): DestinationStream {
  const stream = destination({ dest: 1, sync: false, maxLength: MAX_BUFFERED_BYTES });
  stream.on('drop', (line: string) => onDrop?.(line.length));
  return stream;
}

/** JSON lines on stdout, level as a word, causes of errors with their codes, secrets cut out. */
export function createLogger(options: LoggerOptions): Logger {
  return pino(
    {
      level: options.level,
      base: null,
      messageKey: 'msg',
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: stdSerializers.errWithCause },
      redact: { paths: SECRETS, censor: '[redacted]' },
    },
    options.destination ?? stdout(options.onDrop),
  );
}
