import type { Parts } from '../world/ports.ts';
import type { KubernetesObject } from '../world/scenario.ts';
import { healthyIpv6 } from '../world/scenarios/healthy-ipv6.ts';
import type { BulkServer } from './processes.ts';

/** As much of `Parts` as applying a resource and reading its status takes, over the bulk server. */
export function createParts({ adminUrl }: BulkServer): Pick<Parts, 'scenario' | 'apply' | 'get' | 'delete'> {
  const path = (apiVersion: string, plural: string): string => `${adminUrl}/apis/${apiVersion}/${plural}`;
  return {
    scenario: healthyIpv6,
    apply: async (object) => {
      const url = path(object.apiVersion, 'ipv6readinesses');
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(object),
      });
      if (!answer.ok) throw new Error(`the resource was refused: ${await answer.text()}`);
      const created: KubernetesObject = JSON.parse(await answer.text());
      return created;
    },
    get: async ({ apiVersion, resource, name }) => {
      const answer = await fetch(`${path(apiVersion, resource)}/${name}`);
      if (answer.status === 404) return undefined;
      const found: KubernetesObject = JSON.parse(await answer.text());
      return found;
    },
    delete: async ({ apiVersion, resource, name }) =>
      void (await fetch(`${path(apiVersion, resource)}/${name}`, { method: 'DELETE' })),
  };
}
