import { isLoadBalancerController } from '../snapshot/facts/load-balancer-facts.ts';
import { argumentOf } from '../snapshot/facts/container-facts.ts';
import type { Tally } from '../snapshot/facts/tally.ts';
import type { LoadBalancerControllerDeployment } from '../snapshot/kubernetes-sections.ts';
import type { LoadBalancerService, RangeFamilies } from '../snapshot/load-balancer-sections.ts';
import type { Sections } from '../snapshot/snapshot.ts';
import { notApplicable, type CheckContext, type ResourceRef } from './define-check.ts';
import { listTallied, namespacedRefs } from './text.ts';

/** Who gives a load balancer: the AWS Load Balancer Controller, EKS Auto Mode, the cloud provider, or somebody else. */
export type ServedBy = 'aws-lbc' | 'auto-mode' | 'in-tree' | 'foreign';

/** What a Service or Ingress asks for once defaults, parameters and its group are counted in. */
export interface LoadBalancerRequest {
  readonly kind: 'Service' | 'Ingress';
  readonly servedBy: ServedBy;
  readonly ipAddressType: string;
  /** Each once: an Ingress can have several. */
  readonly targetTypes: readonly string[];
  readonly internetFacing: boolean;
  readonly udp: boolean;
  readonly quic: boolean;
  readonly frontendNlb: boolean;
  readonly sources: RangeFamilies;
  readonly ownFirewall: boolean;
  readonly sourceNat?: string;
  readonly subnets: readonly string[];
  /** Uses `spec.loadBalancerClass`. */
  readonly classed: boolean;
  /** Its group cannot agree on an address type, or the parameters of its class do not exist. */
  readonly problem?: 'group-conflict' | 'no-params';
}

export type Requests = readonly Tally<LoadBalancerRequest>[];

export type ServiceInput = Pick<Sections, 'loadBalancerControllers' | 'loadBalancerServices'> & {
  readonly cluster: Pick<Sections['cluster'], 'autoMode'>;
};

export function serviceRequests({ cluster, loadBalancerControllers, loadBalancerServices }: ServiceInput): Requests {
  const classes = argumentsOf(loadBalancerControllers, 'load-balancer-class', 'service.k8s.aws/nlb');
  const target = defaultTargetType(loadBalancerControllers);
  return loadBalancerServices.requests.map(({ facts, count, names }) => {
    const servedBy = serverOf(facts, classes, cluster.autoMode);
    const fallback = facts.type === 'nlb-ip' || servedBy === 'auto-mode' ? 'ip' : target;
    const request: LoadBalancerRequest = {
      kind: 'Service',
      servedBy,
      ipAddressType: facts.ipAddressType ?? 'ipv4',
      targetTypes: [facts.targetType ?? fallback],
      internetFacing: facts.internetFacing,
      udp: facts.udp,
      quic: facts.quic,
      frontendNlb: false,
      sources: facts.sources,
      ownFirewall: facts.ownFirewall,
      ...(facts.sourceNat === undefined ? {} : { sourceNat: facts.sourceNat }),
      subnets: facts.subnets,
      classed: facts.loadBalancerClass !== undefined,
    };
    return { facts: request, count, names };
  });
}

/** A webhook that gives Services their class has done so by the time they are seen; Auto Mode takes those without one. */
function serverOf(
  { loadBalancerClass, type }: LoadBalancerService,
  classes: readonly string[],
  auto: boolean,
): ServedBy {
  if (loadBalancerClass === 'eks.amazonaws.com/nlb') return 'auto-mode';
  if (loadBalancerClass !== undefined) return classes.includes(loadBalancerClass) ? 'aws-lbc' : 'foreign';
  if (type === 'external' || type === 'nlb-ip') return 'aws-lbc';
  return auto ? 'auto-mode' : 'in-tree';
}

/** What the controllers say of a setting, and its default: several can run side by side. */
export function argumentsOf(
  controllers: readonly LoadBalancerControllerDeployment[],
  name: string,
  fallback: string,
): readonly string[] {
  const said = controllers.filter(isLoadBalancerController).flatMap(({ args }) => argumentOf(args, name) ?? []);
  return [...new Set([fallback, ...said])];
}

/** Of an object that names none. The controller's own default is `instance`. */
export function defaultTargetType(controllers: readonly LoadBalancerControllerDeployment[]): string {
  const said = controllers.filter(isLoadBalancerController).map(({ args }) => argumentOf(args, 'default-target-type'));
  return said.length > 0 && said.every((type) => type === 'ip') ? 'ip' : 'instance';
}

/** Those that a controller which knows IPv6 is to serve. */
export function served(requests: Requests): Requests {
  return requests.filter(({ facts }) => facts.servedBy === 'aws-lbc' || facts.servedBy === 'auto-mode');
}

export function isDualStack({ facts }: Requests[number]): boolean {
  return facts.ipAddressType === 'dualstack' || facts.ipAddressType === 'dualstack-without-public-ipv4';
}

/** Ways in which a check of load balancers ends without having to look at any. */
export const requestReasons = {
  NoLoadBalancers: notApplicable('Nothing of the kind asks for a load balancer of AWS.'),
  Ipv4Cluster: notApplicable('The cluster uses IPv4, and so may its load balancers (CLU-001 judges that).'),
};

interface Unjudged {
  readonly reason: keyof typeof requestReasons;
  readonly message: string;
}

/** Why there is nothing to judge; `kind` as in `Service` or `Service or Ingress`. */
export function nothingToJudge(
  requests: Requests,
  kind: string,
  { cluster, goal }: Pick<Sections, 'cluster'> & Pick<CheckContext, 'goal'>,
): Unjudged | undefined {
  if (requests.length === 0)
    return { reason: 'NoLoadBalancers', message: `No ${kind} asks for a load balancer of AWS.` };
  if (goal === 'Migrate' || cluster.ipFamily === 'ipv6') return undefined;
  return { reason: 'Ipv4Cluster', message: 'The cluster uses IPv4, and so may its load balancers.' };
}

/** `Ingress default/web, Service default/shop and 3 more`. */
export function listRequests(requests: readonly Tally<Pick<LoadBalancerRequest, 'kind'>>[]): string {
  return listTallied(
    requests.map((tally) => ({ ...tally, names: tally.names.map((name) => `${tally.facts.kind} ${name}`) })),
  );
}

export function requestRefs(requests: readonly Tally<Pick<LoadBalancerRequest, 'kind'>>[]): readonly ResourceRef[] {
  const all = requests.flatMap(({ facts, names }) => namespacedRefs(facts.kind, names));
  const key = ({ kind, namespace, name }: ResourceRef) => `${kind} ${namespace}/${name}`;
  return all.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}
