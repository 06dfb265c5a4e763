import { blockOf, familyOf } from '../../net/address.ts';
import type { PodFacts } from '../kubernetes-sections.ts';
import { countAt, labelOf, listAt, textAt, valueAt } from './json.ts';

/** What a live pod is counted by; undefined for a finished one, which has given its address back. */
export function podFacts(pod: unknown): PodFacts | undefined {
  const phase = textAt(pod, ['status', 'phase']);
  if (phase === 'Succeeded' || phase === 'Failed') return undefined;
  const fargateProfile = labelOf(pod, 'eks.amazonaws.com/fargate-profile');
  const isPlaced = textAt(pod, ['spec', 'nodeName']) !== undefined;
  return {
    ...(fargateProfile === undefined ? {} : { fargateProfile }),
    placement: isPlaced ? 'placed' : 'waiting',
    ...(isPlaced && valueAt(pod, ['metadata', 'deletionTimestamp']) === undefined ? onNode(pod, phase) : {}),
  };
}

type OnNode = Pick<PodFacts, 'network' | 'dnsNodeBlock' | 'cniAgent' | 'since'>;

function onNode(pod: unknown, phase: string | undefined): OnNode {
  if (isVpcCni(pod)) return agentFacts(pod);
  return { ...networkFacts(pod, phase), ...dnsFacts(pod, phase) };
}

/** The address of a node is as good as its subnet; before the pod runs nobody asks it. */
function dnsFacts(pod: unknown, phase: string | undefined): OnNode {
  if (!isOfKubeSystem(pod, 'kube-dns') || phase !== 'Running') return {};
  const address = textAt(pod, ['status', 'hostIP']);
  return { dnsNodeBlock: (address === undefined ? undefined : blockOf(address)) ?? 'unknown' };
}

function networkFacts(pod: unknown, phase: string | undefined): OnNode {
  if (valueAt(pod, ['spec', 'hostNetwork']) === true) return {};
  const network = familiesOf(pod);
  if (network !== 'none' || phase === 'Running') return { network };
  const since = minuteOf(textAt(pod, ['status', 'startTime']));
  // Until the node has said that it knows of the pod, nothing about the network has begun.
  if (phase !== 'Pending' || since === undefined) return {};
  return { network: listAt(pod, ['spec', 'volumes']).some(awaitsOthers) ? 'awaitedAfterVolumes' : 'awaited', since };
}

function familiesOf(pod: unknown): 'ipv4' | 'ipv6' | 'several' | 'none' {
  const told = listAt(pod, ['status', 'podIPs']).map((each) => valueAt(each, ['ip']));
  const families = told.flatMap((ip) => (typeof ip === 'string' ? (familyOf(ip) ?? []) : []));
  if (families.length > 1) return 'several';
  return families[0] ?? 'none';
}

/** Epoch milliseconds of the first whole minute that is not before. */
function minuteOf(time: string | undefined): number | undefined {
  const at = time === undefined ? Number.NaN : Date.parse(time);
  return Number.isNaN(at) ? undefined : Math.ceil(at / 60_000) * 60_000;
}

function isVpcCni(pod: unknown): boolean {
  return isOfKubeSystem(pod, 'aws-node');
}

function isOfKubeSystem(pod: unknown, app: string): boolean {
  return labelOf(pod, 'k8s-app') === app && textAt(pod, ['metadata', 'namespace']) === 'kube-system';
}

/** Fewer restarts than these may be one bad moment. */
const restartsOfLoop = 3;

/** By what the node says of its containers: the pod's own `Ready` becomes false also where the node is lost. */
function agentFacts(pod: unknown): OnNode {
  const own = ['status', 'containerStatuses'];
  const statuses = [...listAt(pod, own), ...listAt(pod, ['status', 'initContainerStatuses'])];
  if (statuses.some(isInCrashLoop)) return { cniAgent: 'crashing' };
  const containers = listAt(pod, own);
  if (containers.length > 0 && containers.every((each) => valueAt(each, ['ready']) === true)) {
    return { cniAgent: 'ready' };
  }
  const told = listAt(pod, ['status', 'conditions']).find((each) => valueAt(each, ['type']) === 'ContainersReady');
  const since = minuteOf(textAt(told, ['lastTransitionTime']) ?? textAt(pod, ['status', 'startTime']));
  return since === undefined ? {} : { cniAgent: 'notReady', since };
}

function isInCrashLoop(status: unknown): boolean {
  const reason = textAt(status, ['state', 'waiting', 'reason']);
  return reason === 'CrashLoopBackOff' && countAt(status, ['restartCount']) >= restartsOfLoop;
}

/** Whether a volume needs what somebody else must provide first: a disk, a Secret, a driver. */
function awaitsOthers(volume: unknown): boolean {
  if (typeof valueAt(volume, ['emptyDir']) === 'object' || typeof valueAt(volume, ['downwardAPI']) === 'object') {
    return false;
  }
  const sources = listAt(volume, ['projected', 'sources']);
  return sources.length === 0 || sources.some(isProvidedByOthers);
}

/** Tokens and what is known of the pod itself are there at once; every namespace has `kube-root-ca.crt`. */
function isProvidedByOthers(source: unknown): boolean {
  const isOwn = ['serviceAccountToken', 'downwardAPI'].some((kind) => valueAt(source, [kind]) !== undefined);
  return !isOwn && textAt(source, ['configMap', 'name']) !== 'kube-root-ca.crt';
}
