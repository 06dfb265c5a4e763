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

/** What a pipe holds: a reader that lives does not let us fall further behind. */
const PIPE_BYTES = 64 * 1024;

function stdout(onDrop?: (bytes: number) => void): DestinationStream {
  let behind = 0;
  // At exit the library writes what is left, and tries for ever where the reader is gone. Registered before its own handler.
  process.once('exit', () => {
    if (behind > PIPE_BYTES) stream.flushSync = () => undefined;
  });
  const stream = destination({ dest: 1, sync: false, maxLength: MAX_BUFFERED_BYTES });
  const onDropped = (line: string): void => {
    behind -= Buffer.byteLength(line);
    onDrop?.(line.length);
  };
  stream.on('write', (bytes: number) => void (behind -= bytes)).on('drop', onDropped);
  return {
    write(line) {
      behind += Buffer.byteLength(line);
      stream.write(line);
    },
  };
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
