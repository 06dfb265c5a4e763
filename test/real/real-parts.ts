import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AwsChange, Parts, User } from '../world/ports.ts';
import type { KubernetesObject, Scenario } from '../world/scenario.ts';
import { createFargateLauncher } from './fargate-launch.ts';
import type { RealKubeApiserver } from './kube-apiserver.ts';
import { startKubeApiserver } from './kube-apiserver.ts';
import { createKubeClient } from './kube-client.ts';
import { mendMoto } from './mend-moto.ts';
import type { Moto } from './moto.ts';
import { startMoto } from './moto.ts';
import { asServed, seedKubernetes } from './seed-kubernetes.ts';
import { motoId, seedMoto } from './seed-moto.ts';

/** A real API server with the product's CRD and roles in it, and moto, both with the scenario in them. */
export interface RealParts extends Parts {
  readonly server: RealKubeApiserver;
  readonly aws: Moto;
}

const repository = join(import.meta.dirname, '..', '..');

/** What an administrator applies, in this order; the operator's user has nothing but what is in here. */
const shippedManifests = ['crds', 'config/rbac'];

export async function startRealParts(scenario: Scenario): Promise<RealParts> {
  const { serviceIpv6Cidr, serviceIpv4Cidr } = scenario.cluster;
  const serviceClusterIpRange = serviceIpv6Cidr ?? serviceIpv4Cidr;
  const [server, moto] = await startTogether(
    startKubeApiserver(serviceClusterIpRange === undefined ? {} : { serviceClusterIpRange }),
    startMoto({ region: scenario.region, accountId: scenario.accountId }),
  );
  try {
    return await seedParts(scenario, server, moto);
  } catch (error) {
    await Promise.all([server.stop(), moto.stop()]);
    throw error;
  }
}

async function seedParts(scenario: Scenario, server: RealKubeApiserver, moto: Moto): Promise<RealParts> {
  const client = await createKubeClient(server);
  const seeded = await seedMoto(scenario, moto);
  await seedKubernetes(scenario.objects, seeded.ids, client);
  await applyShippedManifests(server);
  for (const fault of scenario.faults ?? []) moto.putFault(fault);

  let world = scenario;
  const fargate = createFargateLauncher(() => world, client, {
    freeIn: (subnetId) => moto.truth.freeIpv4.get(motoId(seeded, subnetId)) ?? 0,
    setFree: (subnetId, count) => void moto.truth.freeIpv4.set(motoId(seeded, subnetId), count),
  });
  return {
    scenario,
    server,
    aws: moto,
    kubernetes: { url: server.url, kubeconfigFor: (user: User) => server.kubeconfigFor(user) },
    environment: () => ({ ...moto.environment, KUBECONFIG: server.operatorKubeconfig }),
    awsId: (logicalId) => motoId(seeded, logicalId),
    apply: (object: KubernetesObject) => client.apply(asServed(object, seeded.ids)),
    get: (reference) => client.get(reference),
    list: (reference) => client.list(reference),
    delete: (reference) => client.delete(reference),
    launchFargatePods: (request) => fargate.launch(request),
    removeFargatePods: (profile, count) => fargate.remove(profile, count),
    async mend(change: AwsChange) {
      world = await mendMoto(seeded, world, change);
    },
    async stop() {
      await client.close();
      seeded.ec2.destroy();
      seeded.eks.destroy();
      await Promise.all([server.stop(), moto.stop()]);
    },
  };
}

async function applyShippedManifests(server: RealKubeApiserver): Promise<void> {
  await server.kubectl(['create', 'namespace', 'ipv6-readiness']);
  for (const folder of shippedManifests) {
    const path = join(repository, folder);
    if (!existsSync(path)) throw new Error(`the repository has no ${folder}`);
    const applied = await server.kubectl(['apply', '--server-side', '--recursive', '--filename', path]);
    if (applied.code !== 0) throw new Error(`${folder} was not accepted: ${applied.stderr}`);
  }
  const established = await server.kubectl(['wait', '--for=condition=Established', '--timeout=30s', 'crd', '--all']);
  if (established.code !== 0) throw new Error(`the CRD was not established: ${established.stderr}`);
}

/** If one of them fails to start, the other one is stopped. */
async function startTogether<One extends Stoppable, Other extends Stoppable>(
  starting: Promise<One>,
  startingOther: Promise<Other>,
): Promise<[One, Other]> {
  const [one, other] = await Promise.allSettled([starting, startingOther]);
  if (one.status === 'fulfilled' && other.status === 'fulfilled') return [one.value, other.value];
  for (const started of [one, other]) {
    if (started.status === 'fulfilled') await started.value.stop();
  }
  throw one.status === 'rejected' ? one.reason : other.status === 'rejected' ? other.reason : new Error('unreachable');
}

interface Stoppable {
  stop(): Promise<void>;
}
