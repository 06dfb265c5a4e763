import semver from 'semver';
import { argumentOf } from '../snapshot/facts/container-facts.ts';
import type { MetadataOptions } from '../snapshot/instance-sections.ts';
import type { EnvironmentValue, LoadBalancerControllerDeployment } from '../snapshot/kubernetes-sections.ts';
import type { Sections } from '../snapshot/snapshot.ts';
import type { ResourceRef } from './define-check.ts';
import { firstControllerWith } from './data/load-balancer-controller-versions.ts';
import { versionOf } from './load-balancer-controllers.ts';
import { listNames, listTallied, namesOf, refs } from './text.ts';

/** How instances answer metadata requests: those that run, or those that will be launched. What is not written is left out. */
export interface MetadataSource {
  readonly kind: 'Instance' | 'LaunchTemplate' | 'EC2NodeClass';
  readonly names: readonly string[];
  readonly count: number;
  readonly metadata: Partial<MetadataOptions>;
}

/** Auto Mode's instances are left out: their options are AWS's choice. */
export function metadataSources({
  instances,
  launchTemplates,
  nodeClasses,
}: Pick<Sections, 'instances' | 'launchTemplates' | 'nodeClasses'>): readonly MetadataSource[] {
  const running = instances.filter(({ facts }) => !facts.autoMode);
  return [
    ...running.map(({ facts, ...rest }) => ({ kind: 'Instance' as const, ...rest, metadata: facts.metadata })),
    ...launchTemplates.map(({ id, metadata }) => ({
      kind: 'LaunchTemplate' as const,
      names: [id],
      count: 1,
      metadata,
    })),
    ...nodeClasses.flatMap(({ kind, name, metadata }) =>
      kind === 'EC2NodeClass' && metadata ? [{ kind, names: [name], count: 1, metadata }] : [],
    ),
  ];
}

const titles: readonly (readonly [MetadataSource['kind'], string])[] = [
  ['Instance', 'instances'],
  ['LaunchTemplate', 'launch templates'],
  ['EC2NodeClass', 'EC2NodeClasses'],
];

/** What `metadataSources` are made of. */
export const metadataSections = ['instances', 'launchTemplates', 'nodeClasses'] as const;

/** `instances i-1, i-2; launch templates lt-1`. */
export function listSources(sources: readonly MetadataSource[]): string {
  return titles
    .flatMap(([kind, title]) => {
      const tallies = ofKind(sources, kind).map(({ names, count }) => ({ facts: kind, names, count }));
      return tallies.length > 0 ? [`${title} ${listTallied(tallies)}`] : [];
    })
    .join('; ');
}

export function sourceRefs(sources: readonly MetadataSource[]): readonly ResourceRef[] {
  return titles.flatMap(([kind]) =>
    refs(kind, namesOf(ofKind(sources, kind).map(({ names, count }) => ({ facts: kind, names, count })))),
  );
}

function ofKind(sources: readonly MetadataSource[], kind: MetadataSource['kind']): readonly MetadataSource[] {
  return sources.filter((source) => source.kind === kind);
}

/** Controllers that have to ask metadata, by what they ask for. */
export function controllersThatAsk({
  loadBalancerControllers,
  nodes,
}: Pick<Sections, 'loadBalancerControllers' | 'nodes'>) {
  const asking = (what: ReturnType<typeof askedOfMetadata>) =>
    loadBalancerControllers.filter((each) => askedOfMetadata(each, nodes) === what);
  return { forVpc: asking('the VPC'), forRegion: asking('the Region, perhaps') };
}

/**
 * What a controller has to ask the metadata of its node for. It is told its VPC by its arguments alone, or finds it by the
 * name of its node where that is the id of an instance; its Region by arguments or environment, into which IRSA and Pod
 * Identity put it when a pod starts. On the network of its node it is no hop further away.
 */
export function askedOfMetadata(
  controller: LoadBalancerControllerDeployment,
  nodes: Sections['nodes'],
): 'nothing' | 'the VPC' | 'the Region, perhaps' {
  const { args, environment } = controller;
  if (controller.replicas === 0 || controller.hostNetwork) return 'nothing';
  const isGiven = (name: string): boolean => (argumentOf(args, name) ?? '') !== '';
  const version = versionOf(controller);
  const knowsTags = version === undefined || semver.gte(version, firstControllerWith.vpcTags);
  const byTags = knowsTags && isGiven('aws-vpc-tags');
  if (!isGiven('aws-vpc-id') && !byTags && !isInstanceId(environment['NODENAME'], nodes)) return 'the VPC';
  const hasRegion =
    isGiven('aws-region') || ['AWS_REGION', 'AWS_DEFAULT_REGION'].some((name) => isSet(environment[name]));
  return hasRegion ? 'nothing' : 'the Region, perhaps';
}

function isSet(value: EnvironmentValue | undefined): boolean {
  return value !== undefined && !('value' in value && value.value === '');
}

/** A field of the pod stands for the name of its node, which may be any. */
function isInstanceId(value: EnvironmentValue | undefined, nodes: Sections['nodes']): boolean {
  if (value === undefined) return false;
  if ('value' in value) return value.value.startsWith('i-');
  const names = nodes.filter(({ facts }) => facts.compute === 'ec2').flatMap((tally) => tally.names);
  return (
    'unresolvable' in value &&
    value.unresolvable === 'fieldRef' &&
    names.length > 0 &&
    names.every((name) => name.startsWith('i-'))
  );
}

export function controllerNames(controllers: readonly LoadBalancerControllerDeployment[]): string {
  return listNames(controllers.map(({ namespace, name }) => `${namespace}/${name}`).toSorted());
}
