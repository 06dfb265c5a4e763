import type { Tally } from '../snapshot/facts/tally.ts';
import type { Sections } from '../snapshot/snapshot.ts';
import type { MetadataClient } from '../snapshot/workload-sections.ts';
import { countOf, listTallied, roughly } from './text.ts';

type MetadataClients = readonly Tally<MetadataClient>[];

/**
 * Workloads that ask for the IPv6 endpoint, but for those with Pod Identity: the address of their credentials is put into
 * their pods when they start, and an SDK takes an IPv6 address there only with this setting.
 */
export function ipv6MetadataClients({
  metadataClients,
  podIdentity,
}: Pick<Sections, 'metadataClients' | 'podIdentity'>): MetadataClients {
  const withPodIdentity = new Set(podIdentity.names);
  return metadataClients.filter(({ facts }) => !withPodIdentity.has(facts.serviceAccount));
}

/** `2 workloads told to ask metadata over IPv6 (shop/cart, shop/db)`. */
export function clientsText(clients: MetadataClients): string {
  return `${roughly(countOf(clients), 'workload')} told to ask metadata over IPv6 (${listTallied(clients)})`;
}
