import type { MotoTruth } from './moto-truth.ts';
import type { XmlElement } from './xml.ts';
import { changeChild, changeItems, childText, element, withChild } from './xml.ts';

/** Long enough ago that nothing about a node is still to come. */
const launchTime = '2026-11-01T08:00:00.000Z';

/** Of instances that the scenario has; moto's run since a moment. */
export function correctReservation(reservation: XmlElement, truth: MotoTruth): XmlElement {
  return changeChild(reservation, 'instancesSet', (instances) =>
    changeItems(instances, (instance) => correctInstance(instance, truth)),
  );
}

function correctInstance(instance: XmlElement, truth: MotoTruth): XmlElement {
  const interfaces = instance.children.find(({ name }) => name === 'networkInterfaceSet')?.children ?? [];
  const told = interfaces.flatMap((each) => truth.interfaces.get(childText(each, 'networkInterfaceId') ?? '') ?? []);
  if (told.length === 0) return instance;
  const running = withChild(instance, element('launchTime', launchTime));
  const operated = withChild(running, element('operator', operatorOf(told.some(({ autoMode }) => autoMode))));
  return changeChild(operated, 'networkInterfaceSet', (set) =>
    changeItems(set, (each) => correctInterface(each, truth)),
  );
}

function operatorOf(autoMode: boolean): readonly XmlElement[] {
  return [element('managed', String(autoMode)), ...(autoMode ? [element('principal', 'eks.amazonaws.com')] : [])];
}

/** moto has no prefixes, and no IPv6 address that is the primary one. */
export function correctInterface(networkInterface: XmlElement, { interfaces }: MotoTruth): XmlElement {
  const told = interfaces.get(childText(networkInterface, 'networkInterfaceId') ?? '');
  if (told === undefined) return networkInterface;
  const addressed = changeChild(networkInterface, 'ipv6AddressesSet', (set) =>
    changeItems(set, (address) => {
      const isPrimary = childText(address, 'ipv6Address') === told.ipv6;
      return withChild(address, element('isPrimaryIpv6', String(isPrimary)));
    }),
  );
  if (told.ipv6Prefix === undefined) return addressed;
  const prefix = element('item', [element('ipv6Prefix', told.ipv6Prefix)]);
  return withChild(addressed, element('ipv6PrefixSet', [prefix]));
}
