import type { Route, RouteTable, VpcEndpoint } from '../../src/snapshot/network-sections.ts';

export function route(destination: string, target: string, blackhole = false): Route {
  return { destination, target, blackhole };
}

/** The main table of the VPC, with the given routes besides the local one. */
export function mainTable(...routes: readonly Route[]): RouteTable {
  return { id: 'rtb-1', main: true, subnetIds: [], routes: [route('10.0.0.0/16', 'local'), ...routes] };
}

/** A table of these subnets alone. */
export function tableOf(subnetIds: readonly string[], ...routes: readonly Route[]): RouteTable {
  return { ...mainTable(...routes), id: `rtb-${subnetIds.join('-')}`, main: false, subnetIds };
}

/** A dual-stack interface endpoint of ECR. */
export function aVpcEndpoint(changes: Partial<VpcEndpoint> = {}): VpcEndpoint {
  return {
    id: 'vpce-1',
    service: 'com.amazonaws.eu-west-1.ecr.api',
    type: 'Interface',
    state: 'available',
    addressType: 'dualstack',
    dnsRecordType: 'dualstack',
    ...changes,
  };
}
