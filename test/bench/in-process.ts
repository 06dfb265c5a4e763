import { buildReport } from '../../src/report/report.ts';
import { toStatus } from '../../src/render/status.ts';
import { checks } from '../../src/checks/index.ts';
import { nodeFacts } from '../../src/snapshot/facts/node-facts.ts';
import { createStores } from '../../src/kube/watched-kinds.ts';
import type { KubeObject } from '../../src/kube/kube-object.ts';
import { TallyStore } from '../../src/kube/tally-store.ts';
import { aSnapshot, aSubnet } from '../support/builders.ts';
import { nodeText, podText } from './bulk-objects.ts';
import { type Bench, median } from './figures.ts';

/** The cost of one event once it is parsed: it must not grow with what is held. */
export const costOfAnEvent: Bench = {
  title: 'cost of one event',
  async run(form) {
    const events = form === 'full' ? 400_000 : 100_000;
    const small: number[] = [];
    const large: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      small.push(microsecondsPerEvent(1_500, events));
      large.push(microsecondsPerEvent(150_000, events));
    }
    return [
      {
        id: 'P8',
        name: 'one pod event after parsing at 1,500 pods',
        value: median(small),
        unit: 'µs',
        goal: { operator: '<=', value: 30 },
      },
      {
        id: 'P8',
        name: 'one pod event after parsing, 150,000 pods ÷ 1,500 pods',
        value: median(large) / median(small),
        unit: 'ratio',
        goal: { operator: '<=', value: 1.3 },
        remark: `${median(large).toFixed(2)} µs at 150,000`,
      },
    ];
  },
};

function microsecondsPerEvent(pods: number, events: number): number {
  const { pods: store } = createStores();
  const object = (index: number, node: string | undefined): KubeObject =>
    JSON.parse(
      podText({ index, resourceVersion: 1, fargateProfile: 'batch', ...(node === undefined ? {} : { node }) }),
    );
  const [placed, waiting] = [object(0, 'node-1'), object(0, undefined)];
  const named = (template: KubeObject, name: string): KubeObject => ({
    ...template,
    metadata: { ...template.metadata, name },
  });
  for (let index = 0; index < pods; index += 1) store.upsert(named(placed, `app-${index}`));
  // Two events of the same few hundred pods in turn: what differs between the sizes is the store alone.
  const changed = Array.from(
    { length: 500 },
    (_, index) => [named(waiting, `app-${index * 3}`), named(placed, `app-${index * 3}`)] as const,
  ).flat();
  const started = process.cpuUsage();
  for (let event = 0; event < events; event += 1) store.upsert(changed[event % changed.length] ?? placed);
  const { user, system } = process.cpuUsage(started);
  return (user + system) / events;
}

/** Full assessments a second from warm state: the same data judged again and rendered to a status. */
export const assessments: Bench = {
  title: 'assessments',
  async run() {
    const store = new TallyStore({ project: nodeFacts, named: () => true });
    for (let index = 0; index < 5_000; index += 1) store.upsert(JSON.parse(nodeText(index, 1)));
    const subnets = (['a', 'b', 'c'] as const).map((zone, index) =>
      aSubnet({
        id: `subnet-${zone}`,
        availabilityZone: `eu-west-1${zone}`,
        ipv4Cidr: `10.0.${index * 16}.0/20`,
        ipv6Cidrs: [`2a05:d018:abc:de0${index}::/64`],
        freeIpv4: 2_000,
      }),
    );
    const snapshot = aSnapshot({
      values: { nodes: store.tallies(), subnets: { all: subnets, fargateNodesByBlock: {} } },
    });
    const context = { generation: 1, previous: [], now: 0 };
    for (let warm = 0; warm < 200; warm += 1) toStatus(buildReport(checks, snapshot), context);
    const started = performance.now();
    const each: number[] = [];
    while (performance.now() - started < 3_000) {
      const before = performance.now();
      toStatus(buildReport(checks, snapshot), context);
      each.push(performance.now() - before);
    }
    const rate = (each.length * 1000) / (performance.now() - started);
    return [
      {
        id: 'P8',
        name: 'full assessments from warm state at 5,000 nodes',
        value: rate,
        unit: '1/s',
        goal: { operator: '>=', value: 1_000 },
      },
      {
        id: 'CAT1',
        name: `one assessment from warm state at 5,000 nodes, all ${checks.length} checks: median`,
        value: median(each),
        unit: 'ms',
        goal: { operator: '<=', value: 5 },
      },
    ];
  },
};
