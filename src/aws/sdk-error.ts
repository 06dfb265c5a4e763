/** The parts of an error of the SDK that decide what it means. Its request id and its raw answer are nobody's business. */
export interface SdkError {
  /** An AWS error code, or the name of an error of the SDK's own. `Unknown` for what does not look like one. */
  readonly code: string;
  /** To be searched for a word, never to be shown. */
  readonly message: string;
  readonly status: number | undefined;
  /** As in `ECONNREFUSED`. */
  readonly systemCode: string | undefined;
}

export function sdkErrorOf(error: unknown): SdkError {
  if (!(error instanceof Error)) return { code: 'Unknown', message: '', status: undefined, systemCode: undefined };
  return {
    code: plainCode(error.name),
    message: error.message,
    status: statusOf(error),
    systemCode: 'code' in error && typeof error.code === 'string' ? error.code : undefined,
  };
}

/** Codes come from the answer: only what looks like one may stand in a message. */
function plainCode(name: string): string {
  return /^[A-Za-z][A-Za-z.]{0,63}$/.test(name) ? name : 'Unknown';
}

function statusOf(error: Error): number | undefined {
  const metadata = '$metadata' in error ? error.$metadata : undefined;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}
