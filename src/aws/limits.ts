/** How often one API action may start, in any window of `intervalMs`, and how many calls of it may run at once. */
export interface Pace {
  readonly starts: number;
  readonly intervalMs: number;
  readonly concurrency: number;
}

/** Everything that bounds a read. The defaults are meant for production; suites shorten them. */
export interface AwsLimits {
  readonly connectMs: number;
  /** From the start of one attempt to the head of its answer, and again to the end of the body. */
  readonly requestMs: number;
  /** Attempts of one call, the first one included. */
  readonly attempts: number;
  /** Of a whole section read, with its pages, retries and waits for a turn. */
  readonly readMs: number;
  /** What each item that has to be described adds to `readMs`, since they wait for their turns. */
  readonly itemMs: number;
  readonly answerBytes: number;
  readonly pages: number;
  readonly ec2Pace: Pace;
  /** Of EKS and of the services that are asked a little: IAM, Elastic Load Balancing, EFS. */
  readonly eksPace: Pace;
  /** After throttling an action rests for a random time between these two. */
  readonly shortestRestMs: number;
  readonly longestRestMs: number;
  /** While an action keeps failing, it is tried once in this time. */
  readonly probeMs: number;
  /** A pace that throttling lowered gains one start each time this has passed without throttling. */
  readonly restoreMs: number;
}

/**
 * EC2 gives every action of an account and Region a bucket that refills with 20 a second; a quarter of that is the most we take.
 * EKS and IAM publish no numbers, so every action of theirs gets one a second with a burst of five.
 */
export const defaultLimits: AwsLimits = {
  connectMs: 3_000,
  requestMs: 15_000,
  attempts: 3,
  readMs: 60_000,
  itemMs: 5_000,
  answerBytes: 16 * 1024 * 1024,
  pages: 10_000,
  ec2Pace: { starts: 5, intervalMs: 1_000, concurrency: 2 },
  eksPace: { starts: 5, intervalMs: 5_000, concurrency: 2 },
  shortestRestMs: 5_000,
  longestRestMs: 30_000,
  probeMs: 30_000,
  restoreMs: 60_000,
};
