import { familyOf } from '../../net/address.ts';
import type {
  CoreDns,
  FileSystemDriver,
  ForeignEndpoints,
  Ipv4Literals,
  MetadataClient,
  NetworkWorkload,
  WorkloadKind,
} from '../workload-sections.ts';
import { containerFacts } from './container-facts.ts';
import { labelOf, listAt, textAt, valueAt } from './json.ts';
import { componentOfImage } from './network-components.ts';

const podContainers = ['spec', 'template', 'spec', 'containers'];

/** A Deployment or DaemonSet that runs something that bears on the network; undefined for any other. */
export function networkWorkloadFacts(kind: WorkloadKind, workload: unknown): NetworkWorkload | undefined {
  for (const raw of listAt(workload, podContainers)) {
    const component = componentOfImage(textAt(raw, ['image']) ?? '');
    if (component === undefined) continue;
    return {
      component,
      kind,
      namespace: textAt(workload, ['metadata', 'namespace']) ?? '',
      name: textAt(workload, ['metadata', 'name']) ?? '',
      container: containerFacts(raw),
    };
  }
  return undefined;
}

/** A whole IPv4 address, with or without a port, that is no CIDR block and no part of a longer number or name. */
const ipv4Literal = /(?<![\w.-])(\d{1,3}(?:\.\d{1,3}){3})(?![\w./-]|\.\d)/gu;

/** Settings that list what goes where, not where something listens. */
const proxySettings = /^(?:no_proxy|https?_proxy)$/iu;

/** What of a workload is written in IPv4; undefined where nothing is. Those of kube-system are the cluster's own. */
export function ipv4LiteralFacts(kind: WorkloadKind, workload: unknown): Ipv4Literals | undefined {
  if (textAt(workload, ['metadata', 'namespace']) === 'kube-system') return undefined;
  const texts = listAt(workload, podContainers)
    .map(containerFacts)
    .flatMap(({ args, environment }) => {
      const settings = Object.entries(environment).filter(([name]) => !proxySettings.test(name));
      return [...args, ...settings.flatMap(([, setting]) => ('value' in setting ? setting.value : []))];
    });
  const found = texts.flatMap((text) => [...text.matchAll(ipv4Literal)].flatMap(([, address = '']) => address));
  const telling = found.filter((address) => familyOf(address) === 'ipv4' && !isNodeLocal(address));
  if (telling.includes('0.0.0.0')) return { kind, literal: 'wildcard' };
  return telling.length > 0 ? { kind, literal: 'address' } : undefined;
}

/** Loopback and link-local addresses are there in an IPv6 pod too. */
function isNodeLocal(address: string): boolean {
  return address.startsWith('127.') || address.startsWith('169.254.');
}

/**
 * Undefined for a workload of which no container asks for the IPv6 endpoint by a value that is written out. A container with
 * the address of its credentials needs the setting for that one: an SDK takes an IPv6 address only with it.
 */
export function metadataClientFacts(kind: WorkloadKind, workload: unknown): MetadataClient | undefined {
  const pod = valueAt(workload, ['spec', 'template', 'spec']);
  const containers = [...listAt(pod, ['initContainers']), ...listAt(pod, ['containers'])].map(containerFacts);
  const asks = containers.some(({ environment }) => {
    const mode = environment['AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE'];
    const isIpv6 = mode !== undefined && 'value' in mode && mode.value.toLowerCase() === 'ipv6';
    return isIpv6 && environment['AWS_CONTAINER_CREDENTIALS_FULL_URI'] === undefined;
  });
  if (!asks) return undefined;
  const namespace = textAt(workload, ['metadata', 'namespace']) ?? '';
  return { kind, serviceAccount: `${namespace}/${textAt(pod, ['serviceAccountName']) ?? 'default'}` };
}

/** EKS writes this one itself, for its own API extension; `default/kubernetes` is the API server's. */
const ownSlices: ReadonlySet<string> = new Set(['default/kubernetes', 'kube-system/eks-extension-metrics-api']);

/** Endpoints somebody wrote by hand, of family IPv4; the watch leaves out those the EndpointSlice controller makes. */
export function foreignEndpointsFacts(slice: unknown): ForeignEndpoints | undefined {
  if (valueAt(slice, ['addressType']) !== 'IPv4') return undefined;
  const namespace = textAt(slice, ['metadata', 'namespace']) ?? '';
  const service = labelOf(slice, 'kubernetes.io/service-name') ?? '';
  if (ownSlices.has(`${namespace}/${service}`) || ownSlices.has(`${namespace}/${textAt(slice, ['metadata', 'name'])}`))
    return undefined;
  const isMirror =
    labelOf(slice, 'endpointslice.kubernetes.io/managed-by') === 'endpointslicemirroring-controller.k8s.io';
  return isMirror && service !== '' ? { mirrors: `${namespace}/${service}` } : {};
}

export function fileSystemDriver(name: string | undefined): FileSystemDriver | undefined {
  return name === 'efs.csi.aws.com' || name === 'fsx.csi.aws.com' ? name : undefined;
}

export function driverOfVolume(volume: unknown): { readonly driver: FileSystemDriver } | undefined {
  // What was given back is no longer mounted anywhere.
  if (textAt(volume, ['status', 'phase']) === 'Released') return undefined;
  const driver = fileSystemDriver(textAt(volume, ['spec', 'csi', 'driver']));
  return driver && { driver };
}

/** `fs-0123456789abcdef0` of the handle `fs-0123456789abcdef0::fsap-…`; undefined for a volume that is not of EFS. */
export function efsOfVolume(volume: unknown): { readonly id: string } | undefined {
  if (driverOfVolume(volume)?.driver !== 'efs.csi.aws.com') return undefined;
  const [id = ''] = (textAt(volume, ['spec', 'csi', 'volumeHandle']) ?? '').split(':');
  return /^fs-[0-9a-f]{8,40}$/u.test(id) ? { id } : undefined;
}

const longestCorefile = 64 * 1024;

export function coreDnsFacts(configMap: unknown): CoreDns {
  const corefile = valueAt(configMap, ['data', 'Corefile']);
  const text = typeof corefile === 'string' ? corefile.slice(0, longestCorefile) : '';
  const lines = text.split('\n').map((line) => (line.split('#')[0] ?? '').trim().split(/\s+/u));
  const upstreams = lines.filter(([plugin]) => plugin === 'forward').flatMap(([, , ...to]) => to.map(hostOf));
  return {
    configured: typeof corefile === 'string',
    dns64: lines.some(([plugin]) => plugin === 'dns64'),
    ipv4Upstreams: [...new Set(upstreams.filter((host) => familyOf(host) === 'ipv4'))].toSorted(),
  };
}

/** `10.0.0.2` of `dns://10.0.0.2:53`. */
function hostOf(upstream: string): string {
  const [, rest] = /^(?:\w+:\/\/)?(.*)$/u.exec(upstream) ?? [];
  return (rest ?? '').replace(/:\d+$/u, '');
}
