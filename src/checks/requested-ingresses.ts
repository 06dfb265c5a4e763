import type { Tally } from '../snapshot/facts/tally.ts';
import type { Ingress, IngressClassParams } from '../snapshot/load-balancer-sections.ts';
import type { Sections } from '../snapshot/snapshot.ts';
import {
  argumentsOf,
  defaultTargetType,
  type LoadBalancerRequest,
  type Requests,
  type ServedBy,
  serviceRequests,
} from './requested-load-balancers.ts';

export type IngressClassInput = Pick<Sections, 'loadBalancerControllers' | 'ingresses' | 'ingressClasses'>;
export type IngressInput = IngressClassInput & Pick<Sections, 'ingressClassParams' | 'loadBalancerServices'>;

export interface ServedIngress {
  readonly ingress: Ingress;
  readonly servedBy: ServedBy;
}

/** The old annotation counts before the class, as it does for the controller. */
export function servedIngresses({ ingresses, ingressClasses, loadBalancerControllers }: IngressClassInput) {
  const annotations = argumentsOf(loadBalancerControllers, 'ingress-class', 'alb');
  const controllerOf = new Map(ingressClasses.map(({ name, controller }) => [name, controller]));
  return ingresses.map((ingress): ServedIngress => {
    const { classAnnotation, className = '' } = ingress;
    if (classAnnotation !== undefined) {
      return { ingress, servedBy: annotations.includes(classAnnotation) ? 'aws-lbc' : 'foreign' };
    }
    return { ingress, servedBy: serverOfController(controllerOf.get(className)) };
  });
}

/** Everything that is the AWS Load Balancer Controller's to serve. */
export function controllerUses(
  input: IngressClassInput & Pick<Sections, 'loadBalancerServices'>,
): readonly Tally<Pick<LoadBalancerRequest, 'kind' | 'classed'>>[] {
  // Whether Auto Mode takes the Services without a class or the cloud provider does, is all the same here.
  const services = serviceRequests({ ...input, cluster: { autoMode: false } });
  const ingresses = servedIngresses(input).filter(({ servedBy }) => servedBy === 'aws-lbc');
  return [
    ...services.filter(({ facts }) => facts.servedBy === 'aws-lbc'),
    ...ingresses.map(({ ingress }) => ({
      facts: { kind: 'Ingress', classed: false } as const,
      count: 1,
      names: [`${ingress.namespace}/${ingress.name}`],
    })),
  ];
}

function serverOfController(controller: string | undefined): ServedBy {
  if (controller === 'ingress.k8s.aws/alb') return 'aws-lbc';
  return controller === 'eks.amazonaws.com/alb' ? 'auto-mode' : 'foreign';
}

/** Those of the AWS Load Balancer Controller and of Auto Mode. */
export function ingressRequests(input: IngressInput): Requests {
  const paramsOf = paramsByClass(input);
  const members = servedIngresses(input)
    .filter(({ servedBy }) => servedBy === 'aws-lbc' || servedBy === 'auto-mode')
    .map((member) => ({ ...member, found: parametersOf(member.ingress, paramsOf) }));
  const types = addressTypesByGroup(members);
  const target = defaultTargetType(input.loadBalancerControllers);
  return members.map((member) => {
    const { ingress, servedBy, found } = member;
    const { params } = found;
    const group = groupOf(member);
    const [ipAddressType = 'ipv4', ...others] = group === undefined ? ownType(member) : (types.get(group) ?? []);
    const facts: LoadBalancerRequest = {
      kind: 'Ingress',
      servedBy,
      ipAddressType,
      targetTypes: targetTypes(
        member,
        input.loadBalancerServices.albTargetTypes,
        servedBy === 'auto-mode' ? 'ip' : target,
      ),
      internetFacing: params?.scheme === undefined ? ingress.internetFacing : params.scheme === 'internet-facing',
      udp: false,
      quic: false,
      frontendNlb: ingress.frontendNlb,
      sources: params && params.sources.length > 0 ? params.sources : ingress.sources,
      ownFirewall: ingress.ownFirewall,
      subnets: params && params.subnets.length > 0 ? params.subnets : ingress.subnets,
      classed: false,
      ...(others.length > 0 ? { problem: 'group-conflict' } : found.missing ? { problem: 'no-params' } : {}),
    };
    return { facts, count: 1, names: [`${ingress.namespace}/${ingress.name}`] };
  });
}

interface Found {
  readonly params?: IngressClassParams;
  readonly missing: boolean;
}

interface Member extends ServedIngress {
  readonly found: Found;
}

/** By name of the IngressClass. */
function paramsByClass({ ingressClasses, ingressClassParams }: IngressInput): ReadonlyMap<string, Found> {
  const byName = new Map(ingressClassParams.map((params) => [`${params.apiGroup}/${params.name}`, params]));
  const referring = ingressClasses.filter(({ parameters }) => parameters?.kind === 'IngressClassParams');
  return new Map(
    referring.map(({ name, parameters }) => {
      const params = byName.get(`${parameters?.group}/${parameters?.name}`);
      return [name, params ? { params, missing: false } : { missing: true }];
    }),
  );
}

function parametersOf({ classAnnotation, className = '' }: Ingress, byClass: ReadonlyMap<string, Found>): Found {
  return (classAnnotation === undefined ? byClass.get(className) : undefined) ?? { missing: false };
}

function groupOf({ ingress, servedBy, found }: Member): string | undefined {
  const group = found.params?.group ?? ingress.group;
  return group === undefined ? undefined : `${servedBy} ${group}`;
}

function ownType({ ingress, found }: Member): readonly string[] {
  const type = found.params?.ipAddressType ?? ingress.ipAddressType;
  return type === undefined ? [] : [type];
}

/** What the members of each group ask for, each once, sorted; those that say nothing follow the others. */
function addressTypesByGroup(members: readonly Member[]): ReadonlyMap<string, readonly string[]> {
  const groups = Map.groupBy(members, groupOf);
  const types = (group: readonly Member[]) => [...new Set(group.flatMap(ownType))].toSorted();
  return new Map([...groups].flatMap(([name, group]) => (name === undefined ? [] : [[name, types(group)]])));
}

/** What the class says counts first, then the Service behind, then the Ingress. */
function targetTypes(
  { ingress, found }: Member,
  ofServices: Readonly<Record<string, string>>,
  fallback: string,
): readonly string[] {
  const { params } = found;
  if (params?.targetType !== undefined) return [params.targetType];
  const own = ingress.targetType ?? fallback;
  const names = ingress.backends.map((backend) => `${ingress.namespace}/${backend}`);
  const ofBackends = names.map((name) => (Object.hasOwn(ofServices, name) ? ofServices[name] : undefined) ?? own);
  return [...new Set(ofBackends.length > 0 ? ofBackends : [own])].toSorted();
}
