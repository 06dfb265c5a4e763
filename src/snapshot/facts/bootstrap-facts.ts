import { familyOf } from '../../net/address.ts';
import type { Bootstrap } from '../instance-sections.ts';
import { valueAt } from './json.ts';
import { isMime, mimeParts, type MimePart } from './mime-parts.ts';
import { parseToml } from './toml-text.ts';
import { parseYaml } from './yaml-text.ts';

type Told = Exclude<Bootstrap, string>;
type Family = NonNullable<Told['serviceCidr']>;

const nodeConfigType = 'application/node.eks.aws';
const tomlType = 'application/toml';
const scriptType = 'text/x-shellscript';

/** By the type of a part; parts of other types tell the bootstrap nothing. */
const readers: ReadonlyMap<string, (body: string) => Told | 'unreadable'> = new Map([
  [nodeConfigType, toldByNodeConfig],
  [scriptType, toldByScript],
  [tomlType, toldByBottlerocket],
]);

/**
 * What user data says to the node's bootstrap: the NodeConfig of AL2023, the arguments of AL2's script, the settings of
 * Bottlerocket. Of several parts the last word counts, as nodeadm merges them in that order. Where one cannot be read, that
 * one may have the last word. Never throws: whoever may launch nodes writes it.
 */
export function bootstrapFacts(userData: string): Bootstrap {
  const text = userData.trimStart();
  if (text === '') return 'none';
  if (!isMime(text)) return toldBy({ type: typeOf(text) ?? 'multipart/unknown', body: text });
  const told = mimeParts(text).map(toldBy);
  if (told.includes('unreadable')) return 'unreadable';
  return Object.assign({}, ...told.filter((each) => typeof each === 'object'));
}

/** What a document is that does not say so. */
function typeOf(text: string): string | undefined {
  if (text.startsWith('#!')) return scriptType;
  if (text.startsWith('#cloud-config')) return 'text/cloud-config';
  if (/^[ \t]*(?:\[[ \t]*)?settings\b/m.test(text)) return tomlType;
  return text.includes('node.eks.aws/') ? nodeConfigType : undefined;
}

function toldBy({ type, body }: MimePart): Told | 'unreadable' {
  if (type.startsWith('multipart/')) return 'unreadable';
  // Of a text cloud-init looks at the first line.
  const actual = type === 'text/plain' && body !== undefined ? (typeOf(body) ?? type) : type;
  const read = readers.get(actual);
  if (!read) return {};
  return body === undefined ? 'unreadable' : read(body);
}

function toldByNodeConfig(yaml: string): Told | 'unreadable' {
  const config = parseYaml(yaml);
  if (typeof config !== 'object' || config === null) return 'unreadable';
  const cidr = valueAt(config, ['spec', 'cluster', 'cidr']);
  const maxPods = valueAt(config, ['spec', 'kubelet', 'config', 'maxPods']);
  return told(cidr === undefined || cidr === null ? undefined : familyOfCidr(cidr), maxPods);
}

/** `/etc/eks/bootstrap.sh NAME --ip-family ipv6 --service-ipv6-cidr fd00::/108`: a CIDR makes it IPv6, whatever else is there. */
function toldByScript(script: string): Told {
  const commands = script
    .replaceAll(/\\\r?\n/g, ' ')
    .split('\n')
    .filter((line) => line.includes('bootstrap.sh') && !line.trimStart().startsWith('#'));
  const last = (flag: string) => commands.map((line) => argumentIn(line, flag)).findLast((word) => word !== undefined);
  const cidr = last('--service-ipv6-cidr');
  const family = last('--ip-family')?.toLowerCase();
  const maxPods = last('--max-pods');
  const ofFlag = family === 'ipv4' || family === 'ipv6' ? family : undefined;
  const ofCidr = cidr === undefined ? undefined : cidr.includes('$') ? 'ipv6' : familyOfCidr(cidr);
  return told(ofCidr ?? ofFlag, maxPods === undefined ? undefined : Number(maxPods));
}

/** The word after a flag, or behind its equals sign, without quotes. */
function argumentIn(command: string, flag: string): string | undefined {
  const words = command.split(/[\s=]+/).map((word) => word.replaceAll(/["'`]/g, ''));
  const at = words.lastIndexOf(flag);
  return at < 0 ? undefined : words[at + 1];
}

/** Bottlerocket draws the family from the address of the cluster's DNS, which lies in the service CIDR; of several from the first. */
function toldByBottlerocket(toml: string): Told | 'unreadable' {
  const settings = parseToml(toml);
  if (settings === undefined) return 'unreadable';
  const dns = valueAt(settings, ['settings', 'kubernetes', 'cluster-dns-ip']);
  const address: unknown = Array.isArray(dns) ? dns[0] : dns;
  const family = typeof address === 'string' ? familyOf(address) : undefined;
  const maxPods = valueAt(settings, ['settings', 'kubernetes', 'max-pods']);
  return told(dns === undefined ? undefined : (family ?? 'invalid'), maxPods);
}

function told(serviceCidr: Family | undefined, maxPods: unknown): Told {
  const isCount = typeof maxPods === 'number' && Number.isInteger(maxPods) && maxPods > 0 && maxPods < 1_000_000;
  return { ...(serviceCidr === undefined ? {} : { serviceCidr }), ...(isCount ? { maxPods } : {}) };
}

function familyOfCidr(cidr: unknown): Family {
  if (typeof cidr !== 'string') return 'invalid';
  const [, address = '', length = ''] = /^([^/]+)\/(\d{1,3})$/.exec(cidr.trim()) ?? [];
  const family = familyOf(address);
  return family !== undefined && Number(length) <= (family === 'ipv4' ? 32 : 128) ? family : 'invalid';
}
