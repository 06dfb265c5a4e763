import { setTimeout as sleep } from 'node:timers/promises';
import { type KubernetesListObject, type KubernetesObject, KubeConfig, makeInformer } from '@kubernetes/client-node';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KubeHttp } from '../../src/kube/http.ts';
import { ObjectStore } from '../../src/kube/object-store.ts';
import { PooledKubeConfig } from '../../src/kube/pooled-kube-config.ts';
import { Reflector } from '../../src/kube/reflector.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { quietLogger } from '../support/quiet-logger.ts';
import { type ConnectionFault, ModelledCollection, refusals, streamFaults } from './informer/modelled-collection.ts';
import { SocketServer } from './informer/socket-server.ts';

/*
 * The same collection and faults over real sockets and in real time, and beside our reflector the informer of the client
 * library: as it is, and restarted a second after each error it tells of. MODEL_SOCKETS sets how many schedules.
 */

const schedules = Number(process.env['MODEL_SOCKETS'] ?? 20);
const seed = Number(process.env['MODEL_SEED'] ?? 20_261_124);
const path = '/apis/example/v1/objects';
const atOnce = 50;
const idleMs = 1_500;
/** Three faults in a row let a backoff grow to 6.4 s; then the connection is made, and the idle limit may come before. */
const patienceMs = 25_000;
/** The client library's informer gives up a silent watch after 30 s, and waits for up to 8 s after three faults in a row. */
const stockPatienceMs = 45_000;

const broken: fc.Arbitrary<ConnectionFault> = fc.record({
  kind: fc.constantFrom(...streamFaults.filter((kind) => kind !== 'halfOpen')),
  after: fc.nat(2),
});
const refused: fc.Arbitrary<ConnectionFault> = fc.record({ kind: fc.constantFrom(...refusals) });
const halfOpen: fc.Arbitrary<ConnectionFault> = fc.constant({ kind: 'halfOpen', after: 0 });

/** A page that hangs has a deadline of a minute, so only the first connection after the list may be half-open. */
const schedule = fc
  .tuple(fc.oneof(broken, refused, halfOpen), fc.array(fc.oneof(broken, refused), { maxLength: 2 }))
  .map(([first, rest]) => [first, ...rest]);

interface Client {
  readonly colourOf: (name: string) => string | undefined;
  readonly size: () => number;
  /** Whether it told of an error. */
  readonly complained: () => boolean;
  readonly stop: () => Promise<void>;
}

type Start = (url: string) => Client;

interface Outcome {
  /** From the end of the faults; undefined: not within the patience. */
  readonly equalAfterMs: number | undefined;
  readonly complained: boolean;
}

const ours: Start = (url) => {
  const config = new PooledKubeConfig({ userAgent: 'ipv6-readiness/0.0.0-test' });
  config.loadFromOptions(kubeConfig(url));
  const sink = new ObjectStore<string>((raw) => String(raw['colour']));
  const http = new KubeHttp({ config, clock: systemClock });
  const logger = quietLogger();
  const reflector = new Reflector({
    http,
    clock: systemClock,
    logger,
    resource: 'objects',
    path,
    sink,
    idleTimeoutMs: idleMs,
  });
  reflector.start();
  return {
    colourOf: (name) => sink.get(name),
    size: () => sink.size,
    complained: () => false,
    stop: async () => {
      await reflector.stop();
      await config.close();
    },
  };
};

type Coloured = KubernetesObject & { readonly colour?: string };

function stock({ restarts }: { readonly restarts: boolean }): Start {
  return (url) => {
    const config = new KubeConfig();
    config.loadFromOptions(kubeConfig(url));
    const list = async (): Promise<KubernetesListObject<Coloured>> => {
      const response = await fetch(url + path);
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      return JSON.parse(await response.text());
    };
    const informer = makeInformer<Coloured>(config, path, list);
    let [complained, stopped] = [false, false];
    informer.on('error', () => {
      complained = true;
      if (restarts && !stopped) setTimeout(() => stopped || void informer.start().catch(() => undefined), 1_000);
    });
    void informer.start().catch(() => (complained = true));
    return {
      colourOf: (name) => informer.get(name)?.colour,
      size: () => informer.list().length,
      complained: () => complained,
      stop: async () => {
        stopped = true;
        await informer.stop();
      },
    };
  };
}

function kubeConfig(server: string) {
  return {
    clusters: [{ name: 'fake', server, skipTLSVerify: true }],
    users: [{ name: 'me' }],
    contexts: [{ name: 'here', cluster: 'fake', user: 'me' }],
    currentContext: 'here',
  };
}

async function play(faults: readonly ConnectionFault[], start: Start, forMs: number): Promise<Outcome> {
  const collection = new ModelledCollection();
  for (const name of ['a', 'b', 'c', 'd', 'e']) collection.set(name, 'red');
  const server = await SocketServer.start(collection);
  const client = start(server.url);
  const isEqual = (): boolean =>
    client.size() === collection.objects.size &&
    [...collection.objects].every(([name, { colour }]) => client.colourOf(name) === colour);
  await waitFor(isEqual, patienceMs);
  collection.faults = [...faults];
  collection.cut();
  // What happens meanwhile; a fault that waits for an event gets one.
  for (let turn = 0; turn < 80 && collection.faults.length > 0; turn++) {
    collection.set(`new-${turn % 4}`, turn % 2 === 0 ? 'green' : 'blue');
    if (turn === 1) collection.remove('a');
    await sleep(100);
  }
  for (const name of ['at-last', 'b', 'and-after']) {
    collection.set(name, 'blue');
    await sleep(50);
  }
  collection.faults = [];
  const equalAfterMs = await waitFor(isEqual, forMs);
  const outcome = { equalAfterMs, complained: client.complained() };
  await client.stop();
  await server.close();
  return outcome;
}

async function waitFor(holds: () => boolean, ms: number): Promise<number | undefined> {
  const startedAt = performance.now();
  while (performance.now() - startedAt < ms) {
    if (holds()) return Math.round(performance.now() - startedAt);
    await sleep(20);
  }
  return undefined;
}

async function playAll(start: Start, forMs: number): Promise<readonly Outcome[]> {
  const all = fc.sample(schedule, { numRuns: schedules, seed });
  const outcomes: Outcome[] = [];
  for (let from = 0; from < all.length; from += atOnce) {
    outcomes.push(...(await Promise.all(all.slice(from, from + atOnce).map((faults) => play(faults, start, forMs)))));
  }
  return outcomes;
}

function lost(outcomes: readonly Outcome[], { complained }: { readonly complained: boolean }): number {
  return outcomes.filter((each) => each.equalAfterMs === undefined && each.complained === complained).length;
}

describe(`over real sockets, ${schedules} schedules (seed ${seed})`, () => {
  test('our cache holds what the server holds, every time', async () => {
    const outcomes = await playAll(ours, patienceMs);
    const times = outcomes.map(({ equalAfterMs = Infinity }) => equalAfterMs).toSorted((a, b) => a - b);
    console.log(`ours: equal after p50 ${times[times.length >> 1]} ms, at most ${times.at(-1)} ms`);
    expect(times.filter((ms) => ms === Infinity)).toEqual([]);
  }, 3_600_000);

  test('the informer of the client library stops for ever on some of them', async () => {
    const [asItIs, restarted] = await Promise.all([
      playAll(stock({ restarts: false }), stockPatienceMs),
      playAll(stock({ restarts: true }), stockPatienceMs),
    ]);
    for (const [what, outcomes] of [
      ['as it is', asItIs],
      ['restarted on errors', restarted],
    ] as const) {
      const [told, silent] = [lost(outcomes, { complained: true }), lost(outcomes, { complained: false })];
      console.log(
        `client-node ${what}: differs after an error it told ${told}, without a word ${silent}, of ${schedules}`,
      );
    }
    expect(lost(asItIs, { complained: true })).toBeGreaterThan(0);
  }, 3_600_000);
});
