import { createAwsReader, type AwsReaderOptions } from './aws/aws-reader.ts';
import type { AwsReader } from './observe/ports.ts';
import type { Metrics } from './runtime/metrics.ts';

export interface AwsReaders {
  /** The one reader of a Region: whoever reads there shares its pace. */
  readonly readerFor: (region: string) => AwsReader;
  readonly close: () => void;
}

export function createAwsReaders(
  options: Pick<AwsReaderOptions, 'clock' | 'logger'>,
  { awsCalls, awsCallSeconds }: Pick<Metrics, 'awsCalls' | 'awsCallSeconds'>,
): AwsReaders {
  const readers = new Map<string, ReturnType<typeof createAwsReader>>();
  const onCall: NonNullable<AwsReaderOptions['onCall']> = ({ action, outcome, milliseconds }) => {
    awsCalls.inc({ action, outcome });
    awsCallSeconds.observe({ action }, milliseconds / 1000);
  };
  return {
    readerFor(region) {
      const reader = readers.get(region) ?? createAwsReader({ ...options, region, onCall });
      readers.set(region, reader);
      return reader;
    },
    close() {
      for (const reader of readers.values()) reader.close();
    },
  };
}
