import { cidrFamily } from '../../net/cidr.ts';
import type {
  Ingress,
  IngressClass,
  IngressClassParams,
  LoadBalancerConfiguration,
  LoadBalancerService,
  RangeFamilies,
} from '../load-balancer-sections.ts';
import { annotationOf, listAt, type Path, textAt, toText } from './json.ts';

const mostEntries = 64;
const mostBackends = 32;
const onService = 'service.beta.kubernetes.io/aws-load-balancer-';
const onIngress = 'alb.ingress.kubernetes.io/';

/** Undefined for a Service that asks for no load balancer. */
export function loadBalancerServiceFacts(service: unknown): LoadBalancerService | undefined {
  if (textAt(service, ['spec', 'type']) !== 'LoadBalancer') return undefined;
  const setting = (name: string) => annotationOf(service, `${onService}${name}`);
  const authored = textsAt(service, ['spec', 'loadBalancerSourceRanges']);
  const annotated = listed(annotationOf(service, 'service.beta.kubernetes.io/load-balancer-source-ranges'));
  const ports = listAt(service, ['spec', 'ports']).slice(0, mostEntries);
  return {
    ...present('loadBalancerClass', textAt(service, ['spec', 'loadBalancerClass'])),
    ...present('type', setting('type')),
    ...present('ipAddressType', setting('ip-address-type')),
    ...present('targetType', setting('nlb-target-type')),
    ...present('sourceNat', setting('enable-prefix-for-ipv6-source-nat')),
    internetFacing: setting('scheme') === 'internet-facing',
    udp: ports.some((port) => textAt(port, ['protocol']) === 'UDP'),
    quic: setting('quic-enabled-ports') !== undefined,
    sources: familiesOf(authored.length > 0 ? authored : annotated),
    ownFirewall: setting('security-groups') !== undefined || setting('security-group-prefix-lists') !== undefined,
    subnets: listed(setting('subnets')),
  };
}

/** Undefined for a Service that says nothing of how Ingresses reach it. */
export function albTargetTypeFacts(
  service: unknown,
): { readonly name: string; readonly targetType: string } | undefined {
  const targetType = annotationOf(service, `${onIngress}target-type`);
  return targetType === undefined ? undefined : { name: namespacedName(service), targetType };
}

export function ingressFacts(ingress: unknown): Ingress {
  const setting = (name: string) => annotationOf(ingress, `${onIngress}${name}`);
  return {
    namespace: textAt(ingress, ['metadata', 'namespace']) ?? '',
    name: textAt(ingress, ['metadata', 'name']) ?? '',
    ...present('classAnnotation', annotationOf(ingress, 'kubernetes.io/ingress.class')),
    ...present('className', textAt(ingress, ['spec', 'ingressClassName'])),
    ...present('group', setting('group.name')),
    ...present('ipAddressType', setting('ip-address-type')),
    ...present('targetType', setting('target-type')),
    internetFacing: setting('scheme') === 'internet-facing',
    sources: familiesOf(listed(setting('inbound-cidrs'))),
    ownFirewall: setting('security-groups') !== undefined || setting('security-group-prefix-lists') !== undefined,
    subnets: listed(setting('subnets')),
    frontendNlb: setting('enable-frontend-nlb') === 'true',
    backends: backendsOf(ingress),
  };
}

export function ingressClassFacts(ingressClass: unknown): IngressClass {
  const parameter = (name: string) => textAt(ingressClass, ['spec', 'parameters', name]) ?? '';
  const parameters = { group: parameter('apiGroup'), kind: parameter('kind'), name: parameter('name') };
  return {
    name: textAt(ingressClass, ['metadata', 'name']) ?? '',
    controller: textAt(ingressClass, ['spec', 'controller']) ?? '',
    ...(parameters.name === '' ? {} : { parameters }),
  };
}

export function ingressClassParamsFacts(apiGroup: IngressClassParams['apiGroup'], params: unknown): IngressClassParams {
  const setting = (name: string) => textAt(params, ['spec', name]);
  return {
    apiGroup,
    name: textAt(params, ['metadata', 'name']) ?? '',
    ...present('ipAddressType', setting('ipAddressType')),
    ...present('targetType', setting('targetType')),
    ...present('scheme', setting('scheme')),
    ...present('group', textAt(params, ['spec', 'group', 'name'])),
    sources: familiesOf(textsAt(params, ['spec', 'inboundCIDRs'])),
    subnets: textsAt(params, ['spec', 'subnets', 'ids']),
  };
}

export function loadBalancerConfigurationFacts(configuration: unknown): LoadBalancerConfiguration {
  return {
    namespace: textAt(configuration, ['metadata', 'namespace']) ?? '',
    name: textAt(configuration, ['metadata', 'name']) ?? '',
    ...present('ipAddressType', textAt(configuration, ['spec', 'ipAddressType'])),
  };
}

function familiesOf(ranges: readonly string[]): RangeFamilies {
  return [...new Set(ranges.map((range) => cidrFamily(range) ?? 'invalid'))].toSorted();
}

/** Annotations hold lists as texts, with commas between. */
function listed(text: string | undefined): readonly string[] {
  const entries = (text ?? '').split(',').map((entry) => entry.trim());
  return entries.filter((entry) => entry !== '').slice(0, mostEntries);
}

function textsAt(json: unknown, path: Path): readonly string[] {
  const entries = listAt(json, path).slice(0, mostEntries);
  return entries.flatMap((entry) => toText(entry)?.trim() ?? []);
}

function backendsOf(ingress: unknown): readonly string[] {
  const rules = listAt(ingress, ['spec', 'rules']);
  const paths = rules.flatMap((rule) => listAt(rule, ['http', 'paths']));
  const ofPaths = paths.map((path) => textAt(path, ['backend', 'service', 'name']));
  const names = [textAt(ingress, ['spec', 'defaultBackend', 'service', 'name']), ...ofPaths];
  return [...new Set(names.filter((name) => name !== undefined))].toSorted().slice(0, mostBackends);
}

function namespacedName(object: unknown): string {
  return `${textAt(object, ['metadata', 'namespace']) ?? ''}/${textAt(object, ['metadata', 'name']) ?? ''}`;
}

/** The member where it is there, and nothing where it is not. */
function present<Key extends string>(key: Key, value: string | undefined): { readonly [K in Key]?: string };
function present(key: string, value: string | undefined): Readonly<Record<string, string>> {
  return value === undefined ? {} : { [key]: value };
}
