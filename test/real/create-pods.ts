import { readFile } from 'node:fs/promises';
import { Agent, request } from 'undici';
import type { RealKubeApiserver } from './kube-apiserver.ts';

interface Load {
  readonly count: number;
  /** A pod as JSON; what only the API server may say is taken out of it. */
  readonly text: (index: number) => string;
  /** Default: as the text has it. */
  readonly name?: (index: number) => string;
}

const namespace = 'shop';
const atOnce = 12;

/** Creates pods in bulk, as fast as the API server takes them. They stay pending: nothing runs here. */
export async function createPods(server: RealKubeApiserver, { count, text, name }: Load): Promise<void> {
  const dispatcher = new Agent({ connect: { ca: await readFile(server.caFile, 'utf8') }, connections: atOnce });
  const headers = { authorization: `Bearer ${server.tokenFor('admin')}`, 'content-type': 'application/json' };
  const create = async (path: string, body: string): Promise<void> => {
    const answer = await request(`${server.url}${path}`, { method: 'POST', dispatcher, headers, body });
    const told = await answer.body.text();
    if (answer.statusCode >= 300 && answer.statusCode !== 409) throw new Error(`${answer.statusCode}: ${told}`);
  };
  await create('/api/v1/namespaces', JSON.stringify({ metadata: { name: namespace } }));
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) {
      await create(`/api/v1/namespaces/${namespace}/pods`, acceptable(text(index), name?.(index)));
    }
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, worker));
  } finally {
    await dispatcher.close();
  }
}

function acceptable(text: string, ownName?: string): string {
  const pod = JSON.parse(text);
  const { name, labels, annotations } = pod.metadata;
  const { tolerations: _tolerations, ...spec } = pod.spec;
  const { apiVersion, kind } = pod;
  return JSON.stringify({
    apiVersion,
    kind,
    metadata: { name: ownName ?? name, namespace, labels, annotations },
    spec,
  });
}
