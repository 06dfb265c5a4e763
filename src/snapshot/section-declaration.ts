import type { OptionalRead } from './policy.ts';

/** What the number of AWS calls grows with. */
export type Quantity =
  | 'subnets'
  | 'nodeGroups'
  | 'fileSystems'
  | 'loadBalancers'
  | 'mountTargets'
  | 'mountTargetGroups'
  | 'fargateProfiles'
  | 'instanceTypes'
  | 'instances'
  | 'launchTemplates'
  | 'networkInterfaces'
  | 'usedSubnets'
  | 'routeTables'
  | 'pagesOfRoutedPrefixLists'
  | 'egressOnlyInternetGateways'
  | 'natGateways'
  | 'blockPublicAccessExclusions'
  | 'vpcEndpoints'
  | 'endpointServices'
  | 'vpcPeerings'
  | 'networkAcls'
  | 'securityGroups'
  | 'prefixLists'
  | 'addons'
  | 'networkingAddons'
  | 'cniAssociations'
  | 'instanceProfiles'
  | 'cniRoles';

/** One AWS action a section needs, and how often: once, twice, once a page, or once or twice an item. */
export interface AwsRead {
  readonly action: string;
  readonly calls:
    | 'once'
    | 'twice'
    | { readonly pagesOf: Quantity; readonly pageSize: number }
    | { readonly each: Quantity; readonly times?: 2 };
}

/** One kind a section watches. `list` is the fallback where the API server cannot stream a list. */
export interface KubernetesRead {
  readonly apiGroup: string;
  readonly version: string;
  readonly resource: string;
  readonly namespace?: string;
  readonly resourceName?: string;
  /** A kind that may not be installed; where it is not, there is nothing of it. */
  readonly optional?: true;
}

/** How a section is read, how often, and how long an answer counts. The permission pages are generated from this. */
export interface SectionDeclaration {
  readonly title: string;
  readonly aws: readonly AwsRead[];
  readonly kubernetes: readonly KubernetesRead[];
  /** `fast`: polled every few seconds to a minute; `slow`: every ten minutes; `constant`: once a day; `watch`: streamed. */
  readonly pace: 'fast' | 'slow' | 'constant' | 'watch';
  /** Read only where somebody asks for it in `spec.optionalReads`. */
  readonly feature?: OptionalRead;
}
