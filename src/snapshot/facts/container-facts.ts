import semver from 'semver';
import type { ContainerFacts, EnvironmentValue, ImageFacts } from '../kubernetes-sections.ts';
import { listAt, textAt, toText, valueAt } from './json.ts';

const mostArguments = 64;

export function containerFacts(container: unknown): ContainerFacts {
  return {
    name: textAt(container, ['name']) ?? '',
    image: imageFacts(valueAt(container, ['image'])),
    args: [...textsAt(container, 'command'), ...textsAt(container, 'args')].slice(0, mostArguments),
    environment: environmentOf(container),
    environmentFrom: listAt(container, ['envFrom']).map(sourceName),
  };
}

/**
 * An image and, where its tag is a semantic version, that version. EKS rebuilds carry `-eksbuild.N` behind the version they
 * rebuild; semantic versioning would sort that before the release, so it is left off. A digest decides what runs whatever
 * the tag beside it says, so an image with a digest has no version.
 */
export function imageFacts(image: unknown): ImageFacts {
  const text = toText(image) ?? '';
  const version = typeof image === 'string' && image === text ? versionOf(image) : undefined;
  return version === undefined ? { image: text } : { image: text, version };
}

function versionOf(image: string): string | undefined {
  if (image.includes('@')) return undefined;
  const lastSegment = image.slice(image.lastIndexOf('/') + 1);
  const colon = lastSegment.indexOf(':');
  if (colon < 1) return undefined;
  const parsed = semver.parse(lastSegment.slice(colon + 1));
  if (!parsed) return undefined;
  const isRebuild = parsed.prerelease[0] === 'eksbuild';
  return isRebuild ? `${parsed.major}.${parsed.minor}.${parsed.patch}` : parsed.version;
}

/** The repository's name in its registry: `amazon-k8s-cni` of `registry:5000/mirror/amazon-k8s-cni:v1.21.1`. */
export function repositoryName({ image }: ImageFacts): string {
  const [path = ''] = image.split('@');
  const lastSegment = path.slice(path.lastIndexOf('/') + 1);
  return lastSegment.split(':')[0] ?? '';
}

/** The value of `--name=value` or `--name value`; a flag that stands alone is `true`, as both Go flag libraries read it. */
export function argumentOf(args: readonly string[], name: string): string | undefined {
  for (const [index, arg] of args.entries()) {
    const flag = arg.startsWith('--') ? arg.slice(2) : arg.startsWith('-') ? arg.slice(1) : undefined;
    if (flag === name) {
      const next = args[index + 1];
      return next === undefined || next.startsWith('-') ? 'true' : next;
    }
    if (flag?.startsWith(`${name}=`)) return flag.slice(name.length + 1);
  }
  return undefined;
}

function textsAt(container: unknown, field: string): readonly string[] {
  return listAt(container, [field]).flatMap((entry) => toText(entry) ?? []);
}

/** The last entry of a name wins, as in the kubelet. */
function environmentOf(container: unknown): Readonly<Record<string, EnvironmentValue>> {
  const environment = new Map<string, EnvironmentValue>();
  for (const entry of listAt(container, ['env'])) {
    const name = textAt(entry, ['name']);
    if (name !== undefined) environment.set(name, environmentValue(entry));
  }
  return Object.fromEntries(environment);
}

function environmentValue(entry: unknown): EnvironmentValue {
  const reference = valueAt(entry, ['valueFrom', 'configMapKeyRef']);
  if (reference !== undefined) {
    const configMap = textAt(reference, ['name']) ?? '';
    return { configMap, key: textAt(reference, ['key']) ?? '', optional: valueAt(reference, ['optional']) === true };
  }
  const source = valueAt(entry, ['valueFrom']);
  if (typeof source === 'object' && source !== null)
    return { unresolvable: toText(Object.keys(source)[0]) ?? 'valueFrom' };
  const value = toText(valueAt(entry, ['value'])) ?? '';
  // `$(NAME)` stands for another variable, which is not followed here.
  return value.includes('$(') ? { unresolvable: value } : { value };
}

function sourceName(source: unknown): string {
  const name = textAt(source, ['configMapRef', 'name']);
  if (name !== undefined) return `ConfigMap ${name}`;
  return `Secret ${textAt(source, ['secretRef', 'name']) ?? ''}`;
}
