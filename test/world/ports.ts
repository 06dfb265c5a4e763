import type {
  AwsAction,
  KubernetesObject,
  Scenario,
  WorldCluster,
  WorldFargateProfile,
  WorldNodeGroup,
  WorldSubnet,
  WorldVpc,
} from './scenario.ts';

/** One request that reached the AWS endpoint, as it was answered. */
export interface AwsCall {
  readonly action: AwsAction;
  /** Milliseconds since the epoch, when the answer began (or, for one that hangs, when the request came). */
  readonly at: number;
  /** HTTP status; 0 where none was sent. */
  readonly status: number;
  /** EC2: the form fields without Action and Version. EKS: path and query parameters by their API names. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** The AWS side of a test, whoever plays it: the embedded endpoint, or a proxy in front of an emulator. */
export interface AwsEndpoint {
  /** For AWS_ENDPOINT_URL: EC2 and EKS behind one address. */
  readonly url: string;
  /** Every call since the start or the last `clearLedger`, oldest first. */
  readonly ledger: readonly AwsCall[];
  deny(action: AwsAction): void;
  /** RequestLimitExceeded 503 (EC2) or ThrottlingException 429 (EKS); `times` unset: until faults are cleared. */
  throttle(action: AwsAction, times?: number): void;
  fail(action: AwsAction, status: number, answer?: { readonly body: string; readonly contentType?: string }): void;
  hang(action: AwsAction): void;
  truncate(action: AwsAction): void;
  loseLaterPages(action: AwsAction): void;
  repeatPage(action: AwsAction): void;
  /** Removes every fault (of one action, or all) and releases what hangs. */
  clearFaults(action?: AwsAction): void;
  clearLedger(): void;
}

export type User = 'admin' | 'operator';

export interface KubernetesEndpoint {
  readonly url: string;
  /** Path of a kubeconfig file; `operator` has exactly the shipped ClusterRole and Role. */
  kubeconfigFor(user: User): string;
}

/** Names one object of a resource: the plural in `resource`. */
export interface ObjectReference {
  readonly apiVersion: string;
  /** Plural, lower case, as in the URL. */
  readonly resource: string;
  readonly namespace?: string;
  readonly name: string;
}

/** A change to the truth in AWS, as data; what is not named stays. Keys of the maps are logical ids or names. */
export interface AwsChange {
  readonly vpc?: Partial<WorldVpc>;
  /** `null` deletes the subnet. */
  readonly subnets?: Readonly<Record<string, Partial<WorldSubnet> | null>>;
  readonly cluster?: Partial<WorldCluster>;
  /** `null` deletes the interface and gives its address back. */
  readonly networkInterfaces?: Readonly<Record<string, null>>;
  readonly nodeGroups?: Readonly<Record<string, Partial<WorldNodeGroup> | null>>;
  readonly fargateProfiles?: Readonly<Record<string, Partial<WorldFargateProfile> | null>>;
}

/** What a suite runs against, embedded or real. The driver acts as cluster admin, never through the operator's user. */
export interface Parts {
  readonly scenario: Scenario;
  readonly kubernetes: KubernetesEndpoint;
  readonly aws: AwsEndpoint;
  /** For the operator's process: KUBECONFIG, AWS_REGION, AWS_ENDPOINT_URL, made-up credentials. */
  environment(): Record<string, string>;
  /** The id AWS knows for a logical id of the scenario (the same in the embedded world). */
  awsId(logicalId: string): string;

  /** Creates the object, or replaces it with what is given (status included where the kind has one). */
  apply(object: KubernetesObject): Promise<KubernetesObject>;
  get(reference: ObjectReference): Promise<KubernetesObject | undefined>;
  list(reference: Omit<ObjectReference, 'name'>): Promise<readonly KubernetesObject[]>;
  /** Deleting what is not there is no error. */
  delete(reference: ObjectReference): Promise<void>;

  /** Pods pend first, then each takes an IPv4 of the profile's subnets, gets a node and runs; resolves when all are placed or the subnets are full. */
  launchFargatePods(request: FargateLaunch): Promise<FargateLaunchResult>;
  /** Newest first, of those that `launchFargatePods` started; gives their addresses back. */
  removeFargatePods(profile: string, count: number): Promise<void>;
  mend(change: AwsChange): Promise<void>;
  stop(): Promise<void>;
}

export interface FargateLaunch {
  readonly profile: string;
  readonly count: number;
  /** Fargate itself sustains 20 a second. */
  readonly perSecond: number;
}

export interface FargateLaunchResult {
  readonly running: number;
  /** Pods that found no address and stay pending. */
  readonly pending: number;
}
