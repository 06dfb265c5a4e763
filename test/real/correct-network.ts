import type { AwsAnswer, AwsRequest } from './aws-request.ts';
import type { MotoTruth } from './moto-truth.ts';
import type { XmlElement } from './xml.ts';
import { changeChild, changeItems, childText, element, parseXml, withChild, writeXml } from './xml.ts';

/** The answer with what `change` makes of each item of its set. */
export function changeSet(answer: AwsAnswer, set: string, change: (item: XmlElement) => XmlElement): AwsAnswer {
  if (answer.status !== 200) return answer;
  const document = changeChild(parseXml(answer.body), set, (items) => changeItems(items, change));
  return { ...answer, body: writeXml(document) };
}

/** moto's local routes are to a block of its own choice, and its routes are never blackholes. */
export function correctRouteTable(table: XmlElement, { localBlocks, blackholes }: MotoTruth): XmlElement {
  const id = childText(table, 'routeTableId') ?? '';
  const local = localBlocks.get(childText(table, 'vpcId') ?? '');
  return changeChild(table, 'routeSet', (routes) => {
    const others = routes.children.filter((route) => local === undefined || childText(route, 'gatewayId') !== 'local');
    const told = others.map((route) =>
      blackholes.has(`${id} ${destinationOf(route)}`) ? withChild(route, element('state', 'blackhole')) : route,
    );
    return { ...routes, children: [...(local ?? []).map(localRoute), ...told] };
  });
}

function destinationOf(route: XmlElement): string {
  const names = ['destinationCidrBlock', 'destinationIpv6CidrBlock', 'destinationPrefixListId'];
  return names.map((name) => childText(route, name)).find((destination) => destination) ?? '';
}

function localRoute(block: string): XmlElement {
  return element('item', [
    element(block.includes(':') ? 'destinationIpv6CidrBlock' : 'destinationCidrBlock', block),
    element('gatewayId', 'local'),
    element('state', 'active'),
    element('origin', 'CreateRouteTable'),
  ]);
}

export function correctNatGateway(gateway: XmlElement, { natGateways }: MotoTruth): XmlElement {
  const told = natGateways.get(childText(gateway, 'natGatewayId') ?? '');
  const { state = childText(gateway, 'state') ?? '', availability = 'zonal' } = told ?? {};
  const withState = withChild(gateway, element('state', state));
  const withMode = withChild(withState, element('availabilityMode', availability));
  const isRegional = availability === 'regional';
  return isRegional ? { ...withMode, children: withMode.children.filter(({ name }) => name !== 'subnetId') } : withMode;
}

export function correctEndpoint(endpoint: XmlElement, { endpointAddressTypes }: MotoTruth): XmlElement {
  const type = endpointAddressTypes.get(childText(endpoint, 'vpcEndpointId') ?? '');
  return type === undefined ? endpoint : withChild(endpoint, element('ipAddressType', type));
}

/** Services named by the one filter that is asked for. */
export function correctEndpointServices({ parameters }: AwsRequest, answer: AwsAnswer): AwsAnswer {
  if (answer.status !== 200) return answer;
  const isFiltered = parameters['Filter.1.Name'] === 'service-name';
  const values = Object.entries(parameters).filter(([name]) => /^Filter\.1\.Value\.\d+$/.test(name));
  const names = new Set(values.map(([, value]) => value));
  const types = element('supportedIpAddressTypeSet', [element('item', 'ipv4'), element('item', 'ipv6')]);
  const document = changeChild(parseXml(answer.body), 'serviceDetailSet', (set) => ({
    ...set,
    children: set.children
      .filter((service) => !isFiltered || names.has(childText(service, 'serviceName') ?? ''))
      .map((service) => withChild(service, types)),
  }));
  return { ...answer, body: writeXml(document) };
}

/** The last entries refuse what no other one matches; moto has those for IPv4 alone, and only in the ACL made with the VPC. */
export function withLastEntries(acl: XmlElement, { localBlocks }: MotoTruth): XmlElement {
  const blocks = localBlocks.get(childText(acl, 'vpcId') ?? '');
  if (blocks === undefined) return acl;
  const hasIpv6 = blocks.some((block) => block.includes(':'));
  const last = [
    ...lastEntries('32767', 'cidrBlock', '0.0.0.0/0'),
    ...(hasIpv6 ? lastEntries('32768', 'ipv6CidrBlock', '::/0') : []),
  ];
  return changeChild(acl, 'entrySet', (entries) => {
    const others = entries.children.filter((entry) => Number(childText(entry, 'ruleNumber')) < 32_767);
    return { ...entries, children: [...others, ...last] };
  });
}

function lastEntries(ruleNumber: string, block: string, cidr: string): readonly XmlElement[] {
  return ['false', 'true'].map((egress) =>
    element('item', [
      element('ruleNumber', ruleNumber),
      element('protocol', '-1'),
      element('ruleAction', 'deny'),
      element('egress', egress),
      element(block, cidr),
    ]),
  );
}
