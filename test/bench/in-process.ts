import { buildReport, type Report } from '../../src/report/report.ts';
import { toStatus } from '../../src/render/status.ts';
import { checks } from '../../src/checks/index.ts';
import type { Snapshot } from '../../src/snapshot/snapshot.ts';
import { createStores } from '../../src/kube/watched-kinds.ts';
import type { KubeObject } from '../../src/kube/kube-object.ts';
import { podText } from './bulk-objects.ts';
import { type Bench, median } from './figures.ts';
import { warmSnapshot } from './warm-snapshot.ts';

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
    const [operate, migrate] = [assessed(warmSnapshot('ipv6', nodes)), assessed(warmSnapshot('ipv4', nodes))];
    const name = `at ${nodes.toLocaleString('en')} nodes`;
    const all = `all ${checks.length} checks: median`;
    return [
      {
        id: 'P8',
        name: `full assessments from warm state ${name}`,
        value: operate.perSecond,
        unit: '1/s',
        goal: { operator: '>=', value: 1_000 },
        remark: 'an IPv6 cluster that is operated',
      },
      {
        id: 'CAT1',
        name: `one assessment from warm state ${name}, an IPv6 cluster, ${all}`,
        value: median(operate.each),
        unit: 'ms',
        goal: { operator: '<=', value: 5 },
        remark: operate.what,
      },
      {
        id: 'CAT1',
        name: `the same of an IPv4 cluster to be migrated`,
        value: median(migrate.each),
        unit: 'ms',
        goal: { operator: '<=', value: 5 },
        remark: migrate.what,
      },
    ];
  },
};

const nodes = 5_000;

function assessed(snapshot: Snapshot) {
  const context = { generation: 1, previous: [], now: 0 };
  const assess = () => {
    const report = buildReport(checks, snapshot);
    toStatus(report, context);
    return report;
  };
  for (let warm = 0; warm < 200; warm += 1) assess();
  const started = performance.now();
  const each: number[] = [];
  while (performance.now() - started < 3_000) {
    const before = performance.now();
    assess();
    each.push(performance.now() - before);
  }
  const perSecond = (each.length * 1000) / (performance.now() - started);
  const fast = each.toSorted((a, b) => a - b)[Math.floor(each.length / 10)] ?? Number.NaN;
  return { each, perSecond, what: `a tenth within ${fast.toFixed(2)} ms; ${outcomesOf(assess())}` };
}

/** So that nobody takes a snapshot for work of which most checks see nothing. */
function outcomesOf({ results }: Report): string {
  const counts = Map.groupBy(results, ({ outcome }) => outcome);
  return [...counts].map(([outcome, those]) => `${those.length} ${outcome}`).join(', ');
}
