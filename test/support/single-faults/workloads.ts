import { anAddon, coreAddons } from '../addon-builders.ts';
import { migrating, operating, type SingleFault } from './single-fault.ts';

export const workloadFaults: readonly SingleFault[] = [
  migrating(
    'The manifest of a Service asks for IPv4',
    { tiedServices: [{ facts: { fields: ['ipFamilies'] }, count: 1, names: ['shop/cart'] }] },
    { 'APP-001': 'ServicesRefusedInIpv6' },
  ),
  migrating(
    'A Service has an external IPv4 address',
    { tiedServices: [{ facts: { fields: ['externalIPs'] }, count: 1, names: ['shop/cart'] }] },
    { 'APP-001': 'ServicesWithIpv4Addresses' },
  ),
  migrating(
    'A workload listens on 0.0.0.0',
    { ipv4Literals: [{ facts: { kind: 'Deployment', literal: 'wildcard' }, count: 1, names: ['shop/cart'] }] },
    { 'APP-002': 'WorkloadsListenOnIpv4' },
  ),
  migrating(
    'Endpoints in IPv4 are written by hand',
    { foreignEndpoints: [{ facts: {}, count: 1, names: ['shop/database'] }] },
    { 'APP-003': 'Ipv4EndpointsByHand' },
  ),
  operating(
    'Service accounts have Pod Identity, and its agent is no add-on',
    { podIdentity: { names: ['shop/cart'], more: false } },
    { 'APP-004': 'AgentNotManaged' },
  ),
  migrating(
    'A workload names an IPv4 address',
    { ipv4Literals: [{ facts: { kind: 'Deployment', literal: 'address' }, count: 1, names: ['shop/cart'] }] },
    { 'APP-002': 'WorkloadsNameIpv4Addresses' },
  ),
  operating(
    'Service accounts have Pod Identity, and its agent is well',
    {
      podIdentity: { names: ['shop/cart'], more: false },
      addons: [...coreAddons(), anAddon('eks-pod-identity-agent', 'v1.3.8-eksbuild.2')],
    },
    { 'APP-004': 'ClientsMustKnowIpv6' },
  ),
  operating(
    'Service accounts have Pod Identity, and its agent is degraded',
    {
      podIdentity: { names: ['shop/cart'], more: false },
      addons: [...coreAddons(), anAddon('eks-pod-identity-agent', 'v1.3.8-eksbuild.2', { status: 'DEGRADED' })],
    },
    { 'APP-004': 'AgentNotHealthy' },
  ),
];
