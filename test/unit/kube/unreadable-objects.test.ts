import { expect, test, vi } from 'vitest';
import { ClusterInformers } from '../../../src/kube/cluster-view.ts';
import type * as podFactsModule from '../../../src/snapshot/facts/pod-facts.ts';
import { systemClock } from '../../../src/runtime/clock.ts';
import { quietLogger } from '../../support/quiet-logger.ts';
import { paths, serve } from './cluster-objects.ts';
import { FakeApiServer } from './fake-api-server.ts';
import { aPod } from './objects.ts';
import { until } from './reflected.ts';

// No JSON makes the real projection throw, so a defect in it has to be put in.
vi.mock('../../../src/snapshot/facts/pod-facts.ts', async (importOriginal) => {
  const { podFacts } = await importOriginal<typeof podFactsModule>();
  return {
    podFacts: (pod: { metadata: { name: string } }) => {
      if (pod.metadata.name === 'odd') throw new Error('a defect');
      return podFacts(pod);
    },
  };
});

test('an object that cannot be read is a gap of its section, not an object less', async () => {
  const server = await FakeApiServer.start();
  const informers = new ClusterInformers({
    http: server.http(),
    clock: systemClock,
    logger: quietLogger(),
    onChange: () => undefined,
    issuer: undefined,
  });
  serve(server, { [paths.pods]: [aPod({ name: 'a' }), aPod({ name: 'odd' })] });
  informers.start();
  await until(() => {
    expect(informers.sections().pods).toMatchObject({
      gaps: ['1 of the pods could not be read'],
      value: [{ count: 1 }],
    });
    expect(informers.sections().nodes).toMatchObject({ gaps: [] });
  });
  await informers.stop();
  await server.close();
});
