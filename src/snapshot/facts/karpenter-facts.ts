import type { MetadataOptions } from '../instance-sections.ts';
import type { NodeClass, NodePool, NodeRequirement, SubnetTerm } from '../karpenter-sections.ts';
import { listAt, textAt, toText, valueAt } from './json.ts';

const mostTerms = 64;
const mostSubnets = 256;
const mostValues = 256;

export function nodePoolFacts(nodePool: unknown): NodePool {
  const template = ['spec', 'template', 'spec'];
  return {
    name: textAt(nodePool, ['metadata', 'name']) ?? '',
    classKind: textAt(nodePool, [...template, 'nodeClassRef', 'kind']) ?? '',
    className: textAt(nodePool, [...template, 'nodeClassRef', 'name']) ?? '',
    requirements: listAt(nodePool, [...template, 'requirements'])
      .slice(0, mostTerms)
      .map(requirementOf),
  };
}

export function nodeClassFacts(kind: NodeClass['kind'], nodeClass: unknown): NodeClass {
  const maxPods = numberAt(nodeClass, ['spec', 'kubelet', 'maxPods']);
  const ipPrefixCount = numberAt(nodeClass, ['spec', 'ipPrefixCount']);
  return {
    kind,
    name: textAt(nodeClass, ['metadata', 'name']) ?? '',
    subnetIds: listAt(nodeClass, ['status', 'subnets'])
      .slice(0, mostSubnets)
      .flatMap((subnet) => textAt(subnet, ['id']) ?? []),
    subnetTerms: termsAt(nodeClass, 'subnetSelectorTerms'),
    podSubnetTerms: termsAt(nodeClass, 'podSubnetSelectorTerms'),
    clusterDns: textsAt(nodeClass, ['spec', 'kubelet', 'clusterDNS'], mostTerms),
    ...(maxPods === undefined ? {} : { maxPods }),
    ...(ipPrefixCount === undefined ? {} : { ipPrefixCount }),
    ...(kind === 'EC2NodeClass' ? { metadata: metadataOf(nodeClass) } : {}),
  };
}

function metadataOf(nodeClass: unknown): Partial<MetadataOptions> {
  const at = (member: string) => textAt(nodeClass, ['spec', 'metadataOptions', member]);
  const [endpoint, tokens, ipv6Endpoint] = [at('httpEndpoint'), at('httpTokens'), at('httpProtocolIPv6')];
  const hopLimit = numberAt(nodeClass, ['spec', 'metadataOptions', 'httpPutResponseHopLimit']);
  return {
    ...(endpoint === undefined ? {} : { enabled: endpoint === 'enabled' }),
    ...(tokens === undefined ? {} : { tokensRequired: tokens === 'required' }),
    ...(hopLimit === undefined ? {} : { hopLimit }),
    ...(ipv6Endpoint === undefined ? {} : { ipv6Endpoint: ipv6Endpoint === 'enabled' }),
  };
}

function requirementOf(requirement: unknown): NodeRequirement {
  return {
    key: textAt(requirement, ['key']) ?? '',
    operator: textAt(requirement, ['operator']) ?? '',
    values: textsAt(requirement, ['values'], mostValues),
  };
}

function termsAt(nodeClass: unknown, field: string): readonly SubnetTerm[] {
  return listAt(nodeClass, ['spec', field]).slice(0, mostTerms).map(termOf);
}

function termOf(term: unknown): SubnetTerm {
  const id = textAt(term, ['id']);
  const tags = valueAt(term, ['tags']);
  const entries = typeof tags === 'object' && tags !== null ? Object.entries(tags).slice(0, mostTerms) : [];
  return {
    ...(id === undefined ? {} : { id }),
    tags: Object.fromEntries(entries.map(([key, value]) => [toText(key) ?? '', toText(value) ?? ''])),
  };
}

function textsAt(json: unknown, path: readonly string[], most: number): readonly string[] {
  return listAt(json, path)
    .slice(0, most)
    .flatMap((value) => toText(value) ?? []);
}

function numberAt(json: unknown, path: readonly string[]): number | undefined {
  const value = valueAt(json, path);
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
}
