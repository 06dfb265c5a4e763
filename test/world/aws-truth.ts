import { networkOf, type WorldNetwork } from './build-network.ts';
import { instancesOf, type WorldInstance } from './build-instances.ts';
import { networkAclsOf, securityGroupsOf } from './build-firewalls.ts';
import { addonsOf } from './build-addons.ts';
import type { AwsChange } from './ports.ts';
import type {
  Scenario,
  WorldAddon,
  WorldCluster,
  WorldFargateProfile,
  WorldInstanceType,
  WorldNetworkAcl,
  WorldNetworkInterface,
  WorldNodeGroup,
  WorldPodIdentityAssociation,
  WorldPrefixList,
  WorldSecurityGroup,
  WorldSubnet,
  WorldVpc,
} from './scenario.ts';

/** What exists in the account right now. */
export class AwsTruth {
  readonly region: string;
  readonly accountId: string;
  readonly instanceTypes: ReadonlyMap<string, WorldInstanceType>;
  readonly network: WorldNetwork;
  readonly instances: readonly WorldInstance[];
  readonly networkAcls: readonly WorldNetworkAcl[];
  readonly securityGroups: readonly WorldSecurityGroup[];
  readonly nodeSecurityGroupIds: readonly string[];
  readonly prefixLists: readonly WorldPrefixList[];
  readonly addons: readonly WorldAddon[];
  readonly podIdentityAssociations: readonly WorldPodIdentityAssociation[];
  readonly deniedActions: Readonly<Record<string, readonly string[]>>;
  vpc: WorldVpc;
  cluster: WorldCluster;
  readonly subnets: Map<string, WorldSubnet>;
  readonly networkInterfaces: Map<string, WorldNetworkInterface>;
  readonly nodeGroups: Map<string, WorldNodeGroup>;
  readonly fargateProfiles: Map<string, WorldFargateProfile>;

  constructor(scenario: Scenario) {
    this.region = scenario.region;
    this.accountId = scenario.accountId;
    this.network = networkOf(scenario);
    this.instances = instancesOf(scenario);
    this.networkAcls = networkAclsOf(scenario);
    this.securityGroups = securityGroupsOf(scenario);
    this.nodeSecurityGroupIds = scenario.nodeSecurityGroupIds ?? [scenario.cluster.clusterSecurityGroupId];
    this.prefixLists = scenario.prefixLists ?? [];
    this.addons = addonsOf(scenario);
    this.podIdentityAssociations = scenario.podIdentityAssociations ?? [];
    this.deniedActions = scenario.deniedActions ?? {};
    this.vpc = scenario.vpc;
    this.cluster = scenario.cluster;
    this.subnets = new Map(scenario.subnets.map((subnet) => [subnet.id, subnet]));
    this.networkInterfaces = new Map((scenario.networkInterfaces ?? []).map((each) => [each.id, each]));
    this.nodeGroups = new Map(scenario.nodeGroups.map((group) => [group.name, group]));
    this.fargateProfiles = new Map(scenario.fargateProfiles.map((profile) => [profile.name, profile]));
    this.instanceTypes = new Map(scenario.instanceTypes.map((type) => [type.name, type]));
  }

  change(change: AwsChange): void {
    this.vpc = { ...this.vpc, ...change.vpc };
    this.cluster = { ...this.cluster, ...change.cluster };
    changeEach('subnet', this.subnets, change.subnets);
    for (const id of Object.keys(change.networkInterfaces ?? {})) {
      this.giveIpv4(this.networkInterfaces.get(id)?.subnetId ?? '');
    }
    changeEach('network interface', this.networkInterfaces, change.networkInterfaces);
    changeEach('node group', this.nodeGroups, change.nodeGroups);
    changeEach('Fargate profile', this.fargateProfiles, change.fargateProfiles);
  }

  /** False if the subnet has no address left. */
  takeIpv4(subnetId: string): boolean {
    const subnet = this.subnets.get(subnetId);
    if (subnet === undefined || subnet.freeIpv4 <= 0) return false;
    this.subnets.set(subnetId, { ...subnet, freeIpv4: subnet.freeIpv4 - 1 });
    return true;
  }

  giveIpv4(subnetId: string): void {
    const subnet = this.subnets.get(subnetId);
    if (subnet !== undefined) this.subnets.set(subnetId, { ...subnet, freeIpv4: subnet.freeIpv4 + 1 });
  }
}

function changeEach<T extends object>(
  noun: string,
  truth: Map<string, T>,
  changes: Readonly<Record<string, Partial<T> | null>> = {},
): void {
  for (const [key, change] of Object.entries(changes)) {
    const current = truth.get(key);
    if (current === undefined) throw new Error(`the world has no ${noun} ${key}`);
    if (change === null) truth.delete(key);
    else truth.set(key, { ...current, ...change });
  }
}
