import { createAwsReader } from '../../src/aws/aws-reader.ts';
import { TallyStore } from '../../src/kube/tally-store.ts';
import type { KubeObject } from '../../src/kube/kube-object.ts';
import { ClusterObserver, type AwsSections } from '../../src/observe/cluster-observer.ts';
import { defaultPaces } from '../../src/observe/paces.ts';
import type { AwsReader } from '../../src/observe/ports.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { nodeFacts } from '../../src/snapshot/facts/node-facts.ts';
import type { OptionalRead } from '../../src/snapshot/policy.ts';
import type { NodeTallies } from '../../src/snapshot/kubernetes-sections.ts';
import { startAws } from '../world/aws.ts';
import { AwsTruth } from '../world/aws-truth.ts';
import type { AwsEndpoint } from '../world/ports.ts';
import type { KubernetesObject, Scenario } from '../world/scenario.ts';
import { FakeClusterView } from './fake-cluster-view.ts';
import { quietLogger } from './quiet-logger.ts';
import { virtualClock } from './virtual-clock.ts';

/** The AWS side of a scenario, read over the wire at the paces of production, on a clock that stands still while anything is asked. */
export interface ObservedAws {
  readonly aws: AwsEndpoint;
  sections(): AwsSections;
  /** Lets time pass, and waits for every read that falls due meanwhile. */
  pass(ms: number): Promise<void>;
  stop(): Promise<void>;
}

/** What is paced for the sake of others need not be waited for here. */
const unpaced = { starts: 10_000, intervalMs: 1_000, concurrency: 8 };

export async function observeAws(scenario: Scenario, wanted: readonly OptionalRead[] = []): Promise<ObservedAws> {
  const aws = await startAws(new AwsTruth(scenario));
  const environment = setEnvironment(aws.url);
  const reader = createAwsReader({
    region: scenario.region,
    clock: systemClock,
    logger: quietLogger(),
    limits: { ec2Pace: unpaced, eksPace: unpaced },
  });
  const clock = virtualClock();
  const running = new Set<Promise<unknown>>();
  const observer = new ClusterObserver({
    clusterName: scenario.cluster.name,
    reader: tracked(reader, running),
    view: new FakeClusterView(clock, { nodes: nodeTallies(scenario.objects), vpcCniAccount: { exists: true } }),
    clock,
    paces: defaultPaces,
    onChange: () => undefined,
    random: () => 0.5,
  });
  const answered = async (): Promise<void> => {
    do {
      await Promise.all(running);
      await clock.advance(0);
    } while (running.size > 0);
  };
  observer.setWanted('prod', wanted);
  observer.start();
  return {
    aws,
    sections: () => observer.sections(),
    async pass(ms) {
      await answered();
      let left = ms;
      for (let [next] = clock.pending(); next !== undefined && next <= left; [next] = clock.pending()) {
        await clock.advance(next);
        left -= next;
        await answered();
      }
      await clock.advance(left);
    },
    async stop() {
      await observer.stop();
      reader.close();
      await aws.stop();
      environment.restore();
    },
  };
}

/** The SDK looks for its endpoint and its credentials in the environment alone. */
function setEnvironment(url: string): { restore(): void } {
  const values: Readonly<Record<string, string>> = {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'made-up',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  };
  const before = Object.keys(values).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, values);
  return {
    restore() {
      for (const [name, value] of before) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    },
  };
}

function tracked(reader: AwsReader, running: Set<Promise<unknown>>): AwsReader {
  const track = <Outcome>(read: Promise<Outcome>): Promise<Outcome> => {
    running.add(read);
    void read.finally(() => running.delete(read));
    return read;
  };
  return {
    cluster: (name, signal) => track(reader.cluster(name, signal)),
    vpc: (vpcId, signal) => track(reader.vpc(vpcId, signal)),
    subnets: (vpcId, signal) => track(reader.subnets(vpcId, signal)),
    nodeGroups: (name, signal) => track(reader.nodeGroups(name, signal)),
    fargateProfiles: (name, signal) => track(reader.fargateProfiles(name, signal)),
    instanceTypes: (names, signal) => track(reader.instanceTypes(names, signal)),
    further: (section, question, signal) => track(reader.further(section, question, signal)),
  };
}

/** Nodes as the operator counts them. */
function nodeTallies(objects: readonly KubernetesObject[]): NodeTallies {
  const store = new TallyStore({ project: nodeFacts, named: () => true });
  for (const { kind, metadata, ...rest } of objects) {
    if (kind !== 'Node') continue;
    const node: KubeObject = { ...rest, kind, metadata: { ...metadata, uid: metadata.name, resourceVersion: '1' } };
    store.upsert(node);
  }
  return store.tallies();
}
