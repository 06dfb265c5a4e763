import type { VpcEndpoint } from '../snapshot/network-sections.ts';

/** What pulling an image of ECR asks, layers being in S3. */
const servicesOfImages = ['.ecr.api', '.ecr.dkr', '.s3'];

/** Whether the VPC has endpoints, in working order, of all that pulling an image of ECR asks. */
export function pullsThroughEndpoints(endpoints: readonly VpcEndpoint[]): boolean {
  const served = endpoints.filter(({ state }) => state === 'available').map(({ service }) => service);
  return servicesOfImages.every((suffix) => served.some((service) => service.endsWith(suffix)));
}
