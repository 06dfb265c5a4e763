import { addonsOf } from '../../build-addons.ts';
import { nodeGroupIn, nodesIn, podsOn, systemObjects, type Topology } from '../../build-topology.ts';
import { autoMode } from './auto-mode.ts';
import { privateSubnets, vpc } from './usual-vpc.ts';

const nodes = nodesIn({ subnets: privateSubnets, host: 99 });
/** The shop runs on nodes of Auto Mode already. */
const coreDnsPods = podsOn(nodes, privateSubnets).filter(({ metadata }) => metadata.namespace === 'kube-system');

export const autoModeBesideNodes: Topology = {
  deliberate: [],
  shows: { ControlPlaneReady: 'True AutoModeOn', VpcCniReady: 'True SettingsFit' },
  scenario: {
    ...autoMode.scenario,
    name: 'auto-mode-beside-nodes',
    description: 'An IPv6 cluster where Auto Mode came later, beside a node group and its add-ons.',
    nodeGroups: [nodeGroupIn(privateSubnets)],
    addons: addonsOf({}),
    objects: [...autoMode.scenario.objects, ...nodes, ...coreDnsPods, ...systemObjects(vpc)],
  },
};
