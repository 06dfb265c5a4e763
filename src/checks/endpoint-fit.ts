import type { VpcEndpoint } from '../snapshot/network-sections.ts';
import type { Sections } from '../snapshot/snapshot.ts';

/**
 * `dualStack`: it has IPv6, alone or beside IPv4. `ipv4Names`: it has, and its private names do not tell. `ipv4Only`: its
 * service could. `limited`: its service could not. `unlisted`: EC2 lists no such service. `untold`: EC2 does not say.
 */
export type EndpointFit = 'dualStack' | 'ipv4Names' | 'ipv4Only' | 'limited' | 'unlisted' | 'untold';

export interface JudgedEndpoint {
  readonly endpoint: VpcEndpoint;
  readonly fit: EndpointFit;
}

type Endpoints = Pick<Sections, 'vpcEndpoints' | 'endpointServices'>;

/** The endpoints that are in force, by id. A gateway endpoint of which EC2 does not say what it has is left alone. */
export function judgedEndpoints({ vpcEndpoints, endpointServices }: Endpoints): readonly JudgedEndpoint[] {
  return vpcEndpoints
    .filter(({ state, type }) => state === 'available' && (type === 'Interface' || type === 'Gateway'))
    .map((endpoint) => ({ endpoint, fit: fitOf(endpoint, endpointServices) }))
    .filter(({ endpoint, fit }) => endpoint.type === 'Interface' || fit !== 'untold')
    .toSorted((a, b) => (a.endpoint.id < b.endpoint.id ? -1 : 1));
}

/** `service-defined` names have what the service has. */
function fitOf(
  { addressType, dnsRecordType, service, type }: VpcEndpoint,
  services: Sections['endpointServices'],
): EndpointFit {
  if (addressType === 'dualstack' || addressType === 'ipv6')
    return dnsRecordType === 'ipv4' ? 'ipv4Names' : 'dualStack';
  if (addressType !== 'ipv4') return 'untold';
  const listed = services.filter(({ name, types }) => name === service && (types.length === 0 || types.includes(type)));
  if (listed.length === 0) return 'unlisted';
  return listed.some(({ addressTypes }) => addressTypes.includes('ipv6')) ? 'ipv4Only' : 'limited';
}
